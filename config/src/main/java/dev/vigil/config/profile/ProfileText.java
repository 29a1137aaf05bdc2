package dev.vigil.config.profile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of a profile, as far as they are text. */
final class ProfileText {
  /** As one record of a topic has room for, with the limits that brokers have by default. */
  static final int MAX_BYTES = 1_000_000;

  private static final int MAX_LINES = 10_000;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ProfileText() {}

  /** The lines, without their ends; those that are no text are reported and empty. */
  static List<String> lines(byte[] content, ProfileFaults faults) {
    if (content.length > MAX_BYTES) {
      faults.add(1, "larger than %,d bytes: not a profile".formatted(MAX_BYTES));
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    int start = 0;
    // In UTF-8 the byte of a line feed is never part of another character.
    for (int end = 0; end <= content.length; end++) {
      if (end < content.length && content[end] != '\n') {
        continue;
      }
      if (lines.size() == MAX_LINES) {
        faults.add(MAX_LINES + 1, "more than %,d lines: not a profile".formatted(MAX_LINES));
        return List.of();
      }
      lines.add(line(content, start, end, lines.size() + 1, faults));
      start = end + 1;
    }
    return lines;
  }

  private static String line(byte[] content, int start, int end, int number, ProfileFaults faults) {
    String line;
    try {
      line =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(content, start, end - start))
              .toString();
    } catch (CharacterCodingException e) {
      faults.add(number, "not UTF-8: save the file as text or CSV in UTF-8");
      return "";
    }
    if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
      line = line.substring(1);
    }
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    if (line.indexOf('\r') >= 0) {
      faults.add(number, "lines end with CR alone: save the file with LF or CR LF");
      return "";
    }
    if (line.indexOf('\0') >= 0) {
      faults.add(number, "holds NUL characters: save the file as text or CSV in UTF-8");
      return "";
    }
    return line;
  }
}
