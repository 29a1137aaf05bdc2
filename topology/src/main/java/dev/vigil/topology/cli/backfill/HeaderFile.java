package dev.vigil.topology.cli.backfill;

import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTTP headers from a file: a command line is seen by everybody on the machine. */
final class HeaderFile {
  private static final Pattern LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):\\s*(\\p{Print}+?)\\s*");

  private static final int MAX_BYTES = 64 * 1024;

  private HeaderFile() {}

  /**
   * Reads a file of lines {@code Name: value}.
   *
   * @param file null: no headers
   * @throws VigilException if it cannot be read; the line never quotes it
   */
  static Map<String, String> read(@Nullable Path file) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (file == null) {
      return headers;
    }
    List<String> lines;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw usage(file, "is larger than " + MAX_BYTES + " bytes: give a file of headers");
      }
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw usage(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher header = LINE.matcher(line);
      if (header.matches()) {
        headers.put(header.group(1), header.group(2));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw usage(file, "line %d is no header: write Name: value".formatted(i + 1));
      }
    }
    if (headers.isEmpty()) {
      throw usage(file, "holds no header: write one such as Authorization: Bearer …");
    }
    return headers;
  }

  private static VigilException usage(Path file, String problem) {
    return new VigilException(ExitCode.USAGE, "--header-file " + file + " " + problem, null);
  }
}
