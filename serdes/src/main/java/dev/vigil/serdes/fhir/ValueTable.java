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
  /** Rows of a usual resource. */
  private static final int USUAL = 128;

  /** Room for more is not kept for the next resource. */
  private static final int MOST_KEPT = 4096;

  private static final int COLUMNS = 3;
  private static final int START = 0;

  /** Of a plain text its complement. */
  private static final int END = 1;

  private static final int NEXT = 2;

  private byte[] buffer = new byte[0];
  private @Nullable MemberName[] names;
  private int[] numbers;
  private int size;

  /** Room to fill. */
  ValueTable() {
    this(new MemberName[USUAL], new int[USUAL * COLUMNS]);
  }

  private ValueTable(@Nullable MemberName[] names, int[] numbers) {
    this.names = names;
    this.numbers = numbers;
  }

  /** Empties the table, for a resource in another buffer. */
  void clear(byte[] of) {
    buffer = of;
    size = 0;
    if (names.length > MOST_KEPT) {
      names = new MemberName[USUAL];
      numbers = new int[USUAL * COLUMNS];
    }
  }

  /** A table of the same rows that has no room for more. */
  ValueTable copy() {
    ValueTable copy =
        new ValueTable(Arrays.copyOf(names, size), Arrays.copyOf(numbers, size * COLUMNS));
    copy.buffer = buffer;
    copy.size = size;
    return copy;
  }

  /**
   * Begins a row.
   *
   * @param name what it stands under; null in an array
   * @param start its first byte
   */
  int begin(@Nullable MemberName name, int start) {
    int row = size++;
    if (row == names.length) {
      names = Arrays.copyOf(names, row * 2);
      numbers = Arrays.copyOf(numbers, row * 2 * COLUMNS);
    }
    names[row] = name;
    numbers[row * COLUMNS + START] = start;
    numbers[row * COLUMNS + NEXT] = Integer.MAX_VALUE;
    return row;
  }

  /** Ends a row; the byte before {@code end} is its last. */
  void end(int row, int end) {
    numbers[row * COLUMNS + END] = end;
    numbers[row * COLUMNS + NEXT] = size;
  }

  /** Ends the row of a text, each byte of which is one character: ASCII without escapes. */
  void endPlain(int row, int end) {
    numbers[row * COLUMNS + END] = ~end;
    numbers[row * COLUMNS + NEXT] = size;
  }

  byte[] buffer() {
    return buffer;
  }

  int start(int row) {
    return numbers[row * COLUMNS + START];
  }

  int end(int row) {
    int end = numbers[row * COLUMNS + END];
    return end < 0 ? ~end : end;
  }

  /** The row after a value and what it contains; of one that has not ended, the row to come. */
  int next(int row) {
    return Math.min(size, numbers[row * COLUMNS + NEXT]);
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
    return buffer[start(row)];
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
      int hashCode = name.hashCode();
      int end = next(row);
      for (int i = row + 1; i < end; i = next(i)) {
        MemberName candidate = names[i];
        if (candidate != null && candidate.is(name, hashCode)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** A text that is a member of the resource itself; null if it has none. */
  @Nullable String text(String name) {
    return text(0, name);
  }

  /** A text that is a member of an object; null if it has none, or is no object. */
  @Nullable String text(int object, String name) {
    int row = member(object, name);
    return row >= 0 && isText(row) ? text(row) : null;
  }

  /** The text in a row that has one. */
  String text(int row) {
    if (isPlain(row)) {
      return new String(
          buffer, start(row) + 1, end(row) - start(row) - 2, StandardCharsets.ISO_8859_1);
    }
    try (JsonParser parser =
        JsonInput.FACTORY.createParser(buffer, start(row), end(row) - start(row))) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      // The scan found these bytes to be one well-formed value.
      throw new UncheckedIOException("scanned bytes are not readable", e);
    }
  }

  /** The text in a row that has one, which many resources have. */
  String knownText(int row) {
    return isPlain(row) ? KnownTexts.of(buffer, start(row) + 1, end(row) - 1) : text(row);
  }

  /** A number, truth value or null as it is written. */
  String literal(int row) {
    return new String(buffer, start(row), end(row) - start(row), StandardCharsets.ISO_8859_1);
  }

  private boolean isPlain(int row) {
    return numbers[row * COLUMNS + END] < 0;
  }
}
