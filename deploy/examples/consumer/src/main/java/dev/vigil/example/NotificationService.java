package dev.vigil.example;

import dev.vigil.avro.CriticalLabAlert;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.WakeupException;

/** Prints what a notification service would do: copy it, and put your paging in its place. */
public final class NotificationService {
  private static final Duration RETRY = Duration.ofSeconds(1);

  private NotificationService() {}

  /**
   * Runs until it is interrupted.
   *
   * @param args a properties file with bootstrap.servers, schema.registry.url, group.id and what
   *     security needs; the topic; a file for what was handled
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 3) {
      System.err.println("usage: NotificationService CLIENT.PROPERTIES TOPIC FILE");
      System.exit(2);
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
      properties.load(reader);
    }
    Map<String, Object> connection = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> connection.put(n, properties.getProperty(n)));
    Pager pager = new PrintingPager(System.out);
    Thread main = Thread.currentThread();
    try (HandledRevisions handled = new HandledRevisions(Path.of(args[2]), InstantSource.system());
        AlertConsumer consumer = new AlertConsumer(connection, args[1], pager, handled)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(consumer, main)));
      while (true) {
        if (!consumer.poll(Duration.ofSeconds(5))) {
          Thread.sleep(RETRY.toMillis());
        }
      }
    } catch (WakeupException stopped) {
      System.err.println("stopped");
    }
  }

  private static void end(AlertConsumer consumer, Thread main) {
    consumer.wakeup();
    try {
      main.join(RETRY.toMillis() * 10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The place of your paging system. */
  private record PrintingPager(PrintStream out) implements Pager {
    @Override
    public void page(String key, CriticalLabAlert alert) {
      Integer level = alert.getLevel();
      out.println((level == null ? "PAGE " : "PAGE LEVEL " + level + " ") + line(key, alert));
    }

    @Override
    public void show(String key, CriticalLabAlert alert) {
      out.println("SHOW " + line(key, alert));
    }

    @Override
    public void withdraw(String key, CriticalLabAlert alert) {
      out.println("WITHDRAW (" + alert.getRetractedBecause() + ") " + line(key, alert));
    }

    private static String line(String key, CriticalLabAlert alert) {
      return key + " patient " + alert.getPatientId() + ": " + alert.getDisplay();
    }
  }
}
