package dev.vigil.support.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Java process that is measured and disturbed from outside: what it takes of the processor and of
 * memory, its start included, and what a machine can do to it.
 */
public final class JavaProcess implements AutoCloseable {
  private static final long POLL_MILLIS = 50;
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;
  private final long startedNanos;
  private Duration lastCpu = Duration.ZERO;
  private long lastPeakBytes;

  private JavaProcess(Process process, Path output, long startedNanos) {
    this.process = process;
    this.output = output;
    this.startedNanos = startedNanos;
  }

  /**
   * Starts a process with this one's Java and class path.
   *
   * @param options of the Java machine, such as {@code -Xmx2g}
   * @param mainClass what it runs
   * @param arguments the program's
   * @param output file that takes what it prints, errors included
   */
  public static JavaProcess start(
      List<String> options, String mainClass, List<String> arguments, Path output)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    line.addAll(arguments);
    return start(line, output);
  }

  /** Starts a whole command line, such as {@code deploy/vigil run}. */
  public static JavaProcess start(List<String> command, Path output) throws IOException {
    long now = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    // It must not outlive a benchmark that is interrupted; closed, it has ended already.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-child"));
    return new JavaProcess(process, output, now);
  }

  /** Processor time of all its threads so far, the compiler's and the collector's included. */
  public Duration cpu() {
    lastCpu = process.info().totalCpuDuration().orElse(lastCpu);
    return lastCpu;
  }

  /** The most memory it has had, heap and all else, in bytes; 0 where there is no /proc. */
  public long peakMemoryBytes() {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .ifPresent(kilobytes -> lastPeakBytes = kilobytes * 1024);
    } catch (IOException | UncheckedIOException e) {
      // It has ended meanwhile, or this is no Linux: the last figure stands.
    }
    return lastPeakBytes;
  }

  /** Since it was started. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** What it printed last, for an error line. */
  public String lastLines() {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "its output cannot be read: " + e.getMessage();
    }
  }

  /**
   * Waits until it ends by itself.
   *
   * @return its exit code
   */
  public int waitFor() throws InterruptedException {
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      cpu();
      peakMemoryBytes();
    }
    return process.exitValue();
  }

  /** Its exit code; 128 and the signal's number if a signal ended it. Only once it has ended. */
  public int exitValue() {
    return process.exitValue();
  }

  /** Ends it at once, as {@code kill -9} does, and returns when it has ended. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    waitFor();
  }

  /** Asks it to end, as an orchestrator does (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** Takes the processor away from it, as a paused virtual machine. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Gives the processor back. */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String id = Long.toString(process.pid());
    int code = new ProcessBuilder("kill", "-" + name, id).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("kill -%s %s failed: is the process there?".formatted(name, id));
    }
  }

  /** Asks it to end, and ends it by force when it does not within a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
