package dev.vigil.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The classes that a run loads, from which the launcher makes its archive. */
final class ClassList {
  /** Classes that are made while the process runs, under other names each time. */
  private static final Pattern MADE = Pattern.compile(".*(\\$Proxy|\\$\\$|LambdaForm).*");

  private ClassList() {}

  /** Options of a Java machine that writes what it loads to a file. */
  static String options(Path raw) {
    // With classes shared, those would not be written.
    return "-Xshare:off -XX:DumpLoadedClassList=" + raw;
  }

  /**
   * Writes the names alone, sorted: two runs give nearly the same.
   *
   * @param raw what the Java machine wrote
   * @return how many
   */
  static int write(Path raw, Path to) throws IOException {
    try (Stream<String> lines = Files.lines(raw)) {
      List<String> names =
          lines
              .filter(line -> !line.startsWith("#") && !line.startsWith("@"))
              .map(line -> line.replaceFirst(" .*", ""))
              .filter(name -> !MADE.matcher(name).matches())
              .sorted()
              .distinct()
              .toList();
      Files.write(to, names);
      return names.size();
    }
  }
}
