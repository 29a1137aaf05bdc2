package dev.vigil.example;

import dev.vigil.avro.CriticalLabAlert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which revisions of which alerts were handled. Kafka delivers a record again whenever the consumer
 * stops between handling it and committing its offset; this is what keeps that from paging twice. A
 * service with a database keeps it there, in the transaction that creates the page.
 */
public final class HandledRevisions implements AutoCloseable {
  /**
   * As long as the topic keeps alerts. Not for ever: Vigil forgets an alert a year after its last
   * change, and then begins with revision 1 again.
   */
  private static final Duration KEPT = Duration.ofDays(90);

  /** Keys, oldest first, with when they were handled. */
  private final Map<String, Instant> handled = new LinkedHashMap<>();

  private final InstantSource clock;
  private final FileChannel file;

  /** Goes on with a file, without what is too old to come again. */
  public HandledRevisions(Path path, InstantSource clock) throws IOException {
    this.clock = clock;
    Instant oldest = clock.instant().minus(KEPT);
    List<String> kept = new ArrayList<>();
    if (Files.exists(path)) {
      for (String line : Files.readAllLines(path)) {
        String[] parts = line.split(" ", -1);
        // A last line that a crash cut off was never acknowledged.
        if (parts.length == 3 && Instant.parse(parts[1]).isAfter(oldest)) {
          kept.add(line + "\n");
          handled.put(parts[0], Instant.parse(parts[1]));
        }
      }
    }
    Path copy = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(copy, String.join("", kept));
    Files.move(copy, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    this.file = FileChannel.open(path, StandardOpenOption.APPEND);
  }

  /** What a revision of an alert is known by, here and towards the pager. */
  public static String key(CriticalLabAlert alert) {
    return alert.getAlertId() + "/" + alert.getRevision();
  }

  boolean contains(String key) {
    return handled.containsKey(key);
  }

  /** On disk when this returns. */
  void add(String key) {
    Instant now = clock.instant();
    try {
      String line = key + " " + now + " .\n";
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remember what was handled", e);
    }
    handled.put(key, now);
    forgetBefore(now.minus(KEPT));
  }

  private void forgetBefore(Instant oldest) {
    Iterator<Instant> times = handled.values().iterator();
    while (times.hasNext() && times.next().isBefore(oldest)) {
      times.remove();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
