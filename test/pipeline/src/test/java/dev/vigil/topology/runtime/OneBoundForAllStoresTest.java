package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All stores of a process, segments counted, share one bound: by RocksDB's word and the kernel's.
 */
class OneBoundForAllStoresTest {
  private static final long BOUND = 64 << 20;
  private static final int PARTITIONS = 8;

  /** So that what is written is several times the bound. */
  private static final int ENTRIES = 6_000;

  /**
   * Beside the bound, for each database: 350 KB by the page on sizing, and what Java itself takes
   * while it runs.
   */
  private static final long BESIDE = 600 << 10;

  @Test
  void seventyDatabasesTakeNoMoreThanOne(@TempDir Path directory) throws Exception {
    Map<String, Long> most = filled(directory);

    long databases = figure(most, "databases");
    assertThat(databases).as("databases").isGreaterThan(50);
    assertThat(figure(most, "cache"))
        .as("cache, filters, indexes and unflushed writes of %s databases", databases)
        .isBetween(BOUND * 3 / 4, BOUND + BOUND / 10);
    assertThat(figure(most, "pinned"))
        .as("what of the cache stands for unflushed writes")
        .isGreaterThan(figure(most, "unflushed") * 8 / 10);
    assertThat(figure(most, "readers")).as("readers of files").isLessThan(BOUND / 10);
    assertThat(figure(most, "resident"))
        .as("memory of the process")
        .isLessThan(BOUND + BOUND / 10 + databases * BESIDE);
  }

  private static long figure(Map<String, Long> figures, String name) {
    return Objects.requireNonNull(figures.get(name), name);
  }

  /** In a process of its own: here, stores of other tests would count. */
  private static Map<String, Long> filled(Path directory) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xms96m",
                    "-Xmx96m",
                    // Its own memory must not grow while that of the stores is measured.
                    "-XX:+AlwaysPreTouch",
                    "-XX:+UseSerialGC",
                    "-cp",
                    classPath(),
                    ManyStores.class.getName(),
                    directory.resolve("state").toString(),
                    Long.toString(BOUND),
                    Integer.toString(PARTITIONS),
                    Integer.toString(ENTRIES)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("filled in two minutes").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    String last = Files.readAllLines(output).stream().reduce("", (first, second) -> second);
    return Arrays.stream(last.split(" ", -1))
        .map(figure -> figure.split("=", -1))
        .collect(Collectors.toMap(figure -> figure[0], figure -> Long.valueOf(figure[1])));
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
