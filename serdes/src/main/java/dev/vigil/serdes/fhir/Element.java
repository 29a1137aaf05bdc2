package dev.vigil.serdes.fhir;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in a scanned resource, which is read when asked for; {@link #MISSING} if there is none.
 */
final class Element {
  /** No value. */
  static final Element MISSING = new Element(null, 0);

  private final @Nullable ValueTable table;
  private final int row;

  private Element(@Nullable ValueTable table, int row) {
    this.table = table;
    this.row = row;
  }

  static Element of(ValueTable table, int row) {
    return row < 0 ? MISSING : new Element(table, row);
  }

  boolean isMissing() {
    return table == null;
  }

  boolean isObject() {
    return table != null && table.isObject(row);
  }

  boolean isArray() {
    return table != null && table.isArray(row);
  }

  boolean isText() {
    return table != null && table.isText(row);
  }

  boolean isTextOrMissing() {
    return table == null || table.isText(row);
  }

  /** Whether it is {@code true} or {@code false}. */
  boolean isTruth() {
    return table != null && (table.first(row) == 't' || table.first(row) == 'f');
  }

  /** A member; missing if this is no object. */
  Element member(String name) {
    return table == null ? MISSING : of(table, table.member(row, name));
  }

  /** Names of an object's members, in their order. */
  List<String> memberNames() {
    List<String> names = new ArrayList<>();
    if (table != null && table.isObject(row)) {
      for (int i = row + 1; i < table.next(row); i = table.next(i)) {
        MemberName name = table.name(i);
        if (name != null) {
          names.add(name.text());
        }
      }
    }
    return names;
  }

  /** The text; null if it is none. */
  @Nullable String text() {
    return table != null && table.isText(row) ? table.text(row) : null;
  }

  /** A number, a truth value or null as it is written. */
  String literal() {
    return table == null ? "" : table.literal(row);
  }

  /** The number in the digits that were sent; null if it is none. */
  @Nullable BigDecimal number() {
    return table != null && isNumber(table.first(row)) ? new BigDecimal(table.literal(row)) : null;
  }

  /** The elements of a list; anything else counts as a list of one. */
  List<Element> elements() {
    if (table == null) {
      return List.of();
    }
    if (!table.isArray(row)) {
      return List.of(this);
    }
    List<Element> elements = new ArrayList<>(2);
    for (int i = row + 1; i < table.next(row); i = table.next(i)) {
      elements.add(new Element(table, i));
    }
    return elements;
  }

  private static boolean isNumber(byte first) {
    return first == '-' || (first >= '0' && first <= '9');
  }
}
