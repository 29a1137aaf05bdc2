package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where each value of a resource stands in its bytes: a row for each, in the order of the text,
 * with what it contains in the rows after it. Row 0 is the resource itself. Cheaper than a tree of
 * nodes, of which most are never asked for.
 */
final class ValueTable {
  private static final int FEW = 16;

  /** Of the bytes of a usual resource, one value. */
  private static final int BYTES_PER_VALUE = 16;

  private final byte[] buffer;
  private @Nullable MemberName[] names;
  private int[] starts;
  private int[] ends;
  private int[] nexts;
  private boolean[] plain;
  private int size;

  ValueTable(byte[] buffer) {
    int rows = FEW + Math.min(buffer.length, 1 << 16) / BYTES_PER_VALUE;
    this.buffer = buffer;
    names = new MemberName[rows];
    starts = new int[rows];
    ends = new int[rows];
    nexts = new int[rows];
    plain = new boolean[rows];
  }

  /**
   * Begins a row.
   *
   * @param name what it stands under; null in an array
   * @param start its first byte
   */
  int begin(@Nullable MemberName name, int start) {
    int row = size++;
    if (row == starts.length) {
      names = Arrays.copyOf(names, row * 2);
      starts = Arrays.copyOf(starts, row * 2);
      ends = Arrays.copyOf(ends, row * 2);
      nexts = Arrays.copyOf(nexts, row * 2);
      plain = Arrays.copyOf(plain, row * 2);
    }
    names[row] = name;
    starts[row] = start;
    return row;
  }

  /** Ends a row; the byte before {@code end} is its last. */
  void end(int row, int end) {
    ends[row] = end;
    nexts[row] = size;
  }

  /** Says of a text that each of its bytes is one character: ASCII without escapes. */
  void setPlain(int row) {
    plain[row] = true;
  }

  byte[] buffer() {
    return buffer;
  }

  int start(int row) {
    return starts[row];
  }

  int end(int row) {
    return ends[row];
  }

  /** The row after a value and what it contains. */
  int next(int row) {
    return nexts[row];
  }

  int size() {
    return size;
  }

  /** Null in an array, and of the resource itself. */
  @Nullable MemberName name(int row) {
    return names[row];
  }

  /** First byte of a value, which tells its type. */
  byte first(int row) {
    return buffer[starts[row]];
  }

  boolean isObject(int row) {
    return first(row) == '{';
  }

  boolean isArray(int row) {
    return first(row) == '[';
  }

  boolean isText(int row) {
    return first(row) == '"';
  }

  /** Row of an object's member; -1: it has none of this name, or is no object. */
  int member(int row, String name) {
    if (isObject(row)) {
      int end = nexts[row];
      for (int i = row + 1; i < end; i = nexts[i]) {
        MemberName candidate = names[i];
        if (candidate != null && candidate.text().equals(name)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** The text in a row that has one. */
  String text(int row) {
    if (plain[row]) {
      return new String(
          buffer, starts[row] + 1, ends[row] - starts[row] - 2, StandardCharsets.ISO_8859_1);
    }
    try (JsonParser parser =
        JsonInput.FACTORY.createParser(buffer, starts[row], ends[row] - starts[row])) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      // The scan found these bytes to be one well-formed value.
      throw new UncheckedIOException("scanned bytes are not readable", e);
    }
  }

  /** A number, truth value or null as it is written. */
  String literal(int row) {
    return new String(buffer, starts[row], ends[row] - starts[row], StandardCharsets.ISO_8859_1);
  }
}
