package dev.vigil.support.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What something was measured on. Figures of different machines do not compare.
 *
 * @param processor its model, or its architecture where the system does not tell
 * @param cores that the Java process may use
 * @param memoryBytes of the machine or container
 * @param java name and version
 * @param os name, version and architecture
 */
public record Machine(String processor, int cores, long memoryBytes, String java, String os) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine. */
  public static Machine here() {
    return new Machine(
        model(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        System.getProperty("java.vm.name").replace(" 64-Bit Server VM", "")
            + " "
            + System.getProperty("java.runtime.version"),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
  }

  /** On one line, as it stands under a chart. */
  public String summary() {
    return String.format(
        Locale.ROOT, "%s, %d cores, %.0f GB, %s", processor, cores, memoryBytes / 1e9, java);
  }

  private static String model() {
    String architecture = System.getProperty("os.arch");
    try {
      return Files.readAllLines(CPU_INFO).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      // Linux only.
      return architecture;
    }
  }
}
