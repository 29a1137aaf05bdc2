package dev.vigil.serdes.fhir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a resource names by code and what it refers to: all that rules of consent ask of its
 * content. Collected from the table of its values when the first rule asks.
 */
public final class ContentIndex {
  /** Where R4 resources say what they are about. */
  private static final Set<String> OWN_CODES =
      Set.of("code", "vaccineCode", "medicationCodeableConcept");

  /** What it is about stands in another resource. */
  private static final String ELSEWHERE = "medicationReference";

  /** Depth of meta.security, of which each element is a label. */
  private static final int LABELS = 2;

  private final List<String> codes = new ArrayList<>();
  private final List<String> securityLabels = new ArrayList<>(2);
  private final List<String> references = new ArrayList<>();
  private List<String> containedTypes = List.of();
  private boolean uncoded;
  private boolean coded;
  private boolean badLabels;

  private final ValueTable values;

  private boolean ownCode;
  private boolean meta;
  private boolean contained;
  private boolean security;
  private int before;

  // One entry for each open object or array: what it has of a coding so far.
  private @Nullable String[] system = new String[16];
  private @Nullable String[] code = new String[16];
  private boolean[] quantity = new boolean[16];

  private ContentIndex(ValueTable values) {
    this.values = values;
  }

  static ContentIndex of(ValueTable values) {
    ContentIndex index = new ContentIndex(values);
    index.collect();
    return index;
  }

  private void collect() {
    int[] open = new int[16];
    int depth = 0;
    for (int row = 1; row < values.size(); row++) {
      while (depth > 0 && row == values.next(open[depth])) {
        close(depth--);
      }
      MemberName member = values.name(row);
      String name = member == null ? null : member.text();
      if (name != null && depth == 0) {
        member(name);
      } else if (name != null && depth == 1) {
        element(name);
      }
      boolean object = values.isObject(row);
      if (object || values.isArray(row)) {
        depth++;
        if (depth == open.length) {
          open = Arrays.copyOf(open, depth * 2);
        }
        open[depth] = row;
        open(depth, object, name);
      } else {
        scalar(depth, name, row);
      }
    }
    while (depth > 0) {
      close(depth--);
    }
    endMember();
  }

  /**
   * {@code system|code} of every coding in the resource, meta left out: labels, tags and profiles
   * do not say what it is about. Null: its own code is text only, stands in another resource, or
   * cannot be read.
   */
  public @Nullable List<String> codes() {
    return uncoded ? null : codes;
  }

  /** Whether the resource has a member that says by code what it is about. */
  public boolean hasOwnCode() {
    return coded;
  }

  /** {@code system|code} of meta.security; null: some cannot be read. */
  public @Nullable List<String> securityLabels() {
    return badLabels ? null : securityLabels;
  }

  /** Types of the resources it contains. */
  public List<String> containedTypes() {
    return containedTypes;
  }

  /** Every literal reference in the resource, as received. */
  public List<String> references() {
    return references;
  }

  /** A member of the resource begins. */
  private void member(String name) {
    endMember();
    ownCode = OWN_CODES.contains(name);
    coded |= ownCode;
    uncoded |= name.equals(ELSEWHERE);
    meta = name.equals("meta");
    contained = name.equals("contained");
    security = false;
    before = codes.size();
  }

  /** The resource's last member has ended. */
  private void endMember() {
    uncoded |= ownCode && codes.size() == before;
  }

  /** A member of a member of the resource begins. */
  private void element(String name) {
    security = meta && name.equals("security");
  }

  /**
   * An object or array begins.
   *
   * @param depth its own: that of the resource is 0
   * @param isObject an object, not an array
   * @param name the member it is; null: an element of an array
   */
  private void open(int depth, boolean isObject, @Nullable String name) {
    if (depth > 1 && "value".equals(name)) {
      quantity[depth - 1] = true;
    }
    if (depth == code.length) {
      system = Arrays.copyOf(system, depth * 2);
      code = Arrays.copyOf(code, depth * 2);
      quantity = Arrays.copyOf(quantity, depth * 2);
    }
    system[depth] = null;
    code[depth] = null;
    quantity[depth] = false;
    if (meta) {
      openInMeta(depth, isObject);
    }
  }

  private void openInMeta(int depth, boolean isObject) {
    if (depth == 1) {
      badLabels |= !isObject;
    } else if (security && depth == LABELS) {
      badLabels |= isObject;
    } else if (security && depth == LABELS + 1) {
      before = securityLabels.size();
    }
  }

  /**
   * A text, number, truth value or null.
   *
   * @param depth of the object or array it is in
   * @param name the member it is; null: an element of an array
   */
  private void scalar(int depth, @Nullable String name, int row) {
    if (meta && (depth == 0 || (security && depth <= LABELS))) {
      // Neither meta nor a label is a scalar.
      badLabels = true;
    }
    if (name == null || depth == 0) {
      return;
    }
    boolean text = values.isText(row);
    switch (name) {
      case "system" -> system[depth] = text ? values.text(row) : null;
      case "code" -> code[depth] = text ? values.text(row) : null;
      case "value" -> quantity[depth] = true;
      case "resourceType" -> {
        if (contained && text) {
          addContained(values.text(row));
        }
      }
      case "reference" -> {
        if (text) {
          references.add(values.text(row));
        }
      }
      default -> {
        // Neither part of a coding nor a reference.
      }
    }
  }

  private void addContained(String type) {
    if (containedTypes.isEmpty()) {
      containedTypes = new ArrayList<>(2);
    }
    containedTypes.add(type);
  }

  /** An object or array ends. */
  private void close(int depth) {
    boolean label = security && depth > LABELS;
    // With a value it is the unit of a quantity.
    if (code[depth] != null && !quantity[depth] && (label || !meta)) {
      (label ? securityLabels : codes)
          .add((system[depth] == null ? "" : system[depth]) + "|" + code[depth]);
    }
    if (security && depth == LABELS + 1) {
      badLabels |= securityLabels.size() == before;
    }
  }
}
