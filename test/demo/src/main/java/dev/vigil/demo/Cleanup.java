package dev.vigil.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, last first, once: at the end or at Ctrl-C, whichever comes first. */
final class Cleanup implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private boolean closed;

  /** Remembers to close something; at once if everything else is closed already. */
  void add(Runnable closer) {
    synchronized (closers) {
      if (!closed) {
        closers.push(closer);
        return;
      }
    }
    closer.run();
  }

  /** Whoever comes second waits until all is closed: the process must not end in between. */
  @Override
  public synchronized void close() {
    Deque<Runnable> all;
    synchronized (closers) {
      closed = true;
      all = new ArrayDeque<>(closers);
      closers.clear();
    }
    RuntimeException first = null;
    for (Runnable closer : all) {
      try {
        closer.run();
      } catch (RuntimeException e) {
        // The rest must be closed all the same.
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
