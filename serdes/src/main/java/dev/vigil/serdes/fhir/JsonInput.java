package dev.vigil.serdes.fhir;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** How JSON from outside is read: bounded, and UTF-8 only. */
public final class JsonInput {
  /** Deepest nesting that any setting may allow. */
  public static final int MAX_DEPTH = 10_000;

  /** For what is read anew from bytes that a bounded parser has seen already. */
  static final JsonFactory FACTORY = factory(MAX_DEPTH);

  private JsonInput() {}

  /**
   * A factory that refuses deeper nesting.
   *
   * @param maxDepth from 1 to {@value #MAX_DEPTH}
   */
  public static JsonFactory factory(int maxDepth) {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
        // Error messages would quote patient data.
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  /**
   * Refuses what Jackson would take for UTF-16 or UTF-32: slices of it would not be UTF-8.
   *
   * @throws MalformedResource if one of the first four bytes is 0, or there is a UTF-16 mark
   */
  public static void requireUtf8(byte[] buffer, int from, int length) throws MalformedResource {
    for (int i = from; i < from + Math.min(4, length); i++) {
      if (buffer[i] == 0 || buffer[i] == (byte) 0xFE || buffer[i] == (byte) 0xFF) {
        throw new MalformedResource("not-utf-8", i - (long) from);
      }
    }
  }
}
