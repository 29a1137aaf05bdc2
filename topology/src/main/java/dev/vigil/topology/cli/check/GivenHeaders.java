package dev.vigil.topology.cli.check;

import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Record headers as given on the command line: {@code name=value}. */
final class GivenHeaders {
  private final RecordHeaders headers = new RecordHeaders();

  /**
   * Reads them.
   *
   * @param options values of --header
   * @param file one header a line; null: none
   * @throws VigilException if one is no header, or the file cannot be read
   */
  GivenHeaders(List<String> options, @Nullable Path file) {
    if (file != null) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          add(lines.get(i), "%s:%d".formatted(file, i + 1));
        }
      }
    }
    options.forEach(option -> add(option, "--header"));
  }

  /** A copy: each record has its own. */
  Headers copy() {
    return new RecordHeaders(headers.toArray());
  }

  /** Whether they make the record a CloudEvent, whatever its value is. */
  boolean areCloudEvent() {
    return headers.lastHeader("ce_specversion") != null;
  }

  private void add(String header, String place) {
    int equals = header.indexOf('=');
    if (equals <= 0) {
      // Its text may be anything, so it is not repeated.
      throw new VigilException(
          ExitCode.USAGE, place + ": is no header: give name=value, as in ce_id=e1", null);
    }
    headers.add(
        header.substring(0, equals), header.substring(equals + 1).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": is not UTF-8: give headers as text, name=value a line", e);
    } catch (IOException e) {
      throw new VigilException(
          ExitCode.USAGE, file + ": cannot be read: give a file of name=value lines", e);
    }
  }
}
