package dev.vigil.serdes.fhir;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
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

  /** An object's members whose names begin with a prefix, in their order. */
  List<Element> members(String prefix) {
    List<Element> members = List.of();
    if (table != null && table.isObject(row)) {
      int end = table.next(row);
      for (int i = row + 1; i < end; i = table.next(i)) {
        MemberName name = table.name(i);
        if (name != null && name.text().startsWith(prefix)) {
          members = members.isEmpty() ? new ArrayList<>(1) : members;
          members.add(new Element(table, i));
        }
      }
    }
    return members;
  }

  /** What it is called in its object; empty in a list, and of the resource itself. */
  String name() {
    MemberName name = table == null ? null : table.name(row);
    return name == null ? "" : name.text();
  }

  /** The text; null if it is none. */
  @Nullable String text() {
    return table != null && table.isText(row) ? table.text(row) : null;
  }

  /** The text of a member; null if it has no such member, or that is none. */
  @Nullable String text(String member) {
    return table == null ? null : table.text(row, member);
  }

  /** The text, if it is a code, its system or display, or a unit: what many resources have. */
  @Nullable String knownText() {
    return table != null && table.isText(row) ? table.knownText(row) : null;
  }

  /** The same of a member. */
  @Nullable String knownText(String member) {
    return member(member).knownText();
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
  Iterable<Element> elements() {
    if (table == null) {
      return List.of();
    }
    int first = table.isArray(row) ? row + 1 : row;
    return () -> new Elements(table, first, table.next(row));
  }

  /** From a row to another, what is in them left out. */
  private static final class Elements implements Iterator<Element> {
    private final ValueTable table;
    private final int end;
    private int at;

    private Elements(ValueTable table, int first, int end) {
      this.table = table;
      this.at = first;
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return at < end;
    }

    @Override
    public Element next() {
      if (at >= end) {
        throw new NoSuchElementException();
      }
      Element element = new Element(table, at);
      at = table.next(at);
      return element;
    }
  }

  private static boolean isNumber(byte first) {
    return first == '-' || (first >= '0' && first <= '9');
  }
}
