package dev.vigil.demo;

import dev.vigil.topology.runtime.ExitCode;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.utils.Exit;

/** Cleans up when the process is told to end, by Ctrl-C or SIGTERM. */
final class Ending {
  /** As shells report an end by SIGINT. */
  private static final int INTERRUPTED = 130;

  private static final long START_SECONDS = 20;

  private final Cleanup cleanup = new Cleanup();
  private final ReentrantLock starting = new ReentrantLock();
  private final Thread hook = new Thread(this::end, "demo-ending");
  private volatile boolean ending;
  private volatile int exitCode = INTERRUPTED;

  Ending() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Cleanup cleanup() {
    return cleanup;
  }

  /** From here to the end of the start, an end waits: half a broker cannot be closed. */
  void beginStart() {
    starting.lock();
  }

  void endStart() {
    starting.unlock();
  }

  /** What the process ends with when it is told to end from now on. */
  void exitCode(ExitCode code) {
    exitCode = code.code();
  }

  /** What fails because everything is being closed is no news. */
  void blockIfEnding() throws InterruptedException {
    if (ending) {
      new CountDownLatch(1).await();
    }
  }

  /** The demo ended by itself. */
  void forget() {
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void end() {
    ending = true;
    DemoLogging.silence();
    // A broker whose directory vanishes would halt the JVM before all is cleaned up.
    Exit.setHaltProcedure((status, message) -> {});
    try {
      boolean unused = starting.tryLock(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      cleanup.close();
    } finally {
      // A signal would otherwise decide the exit code.
      Runtime.getRuntime().halt(exitCode);
    }
  }
}
