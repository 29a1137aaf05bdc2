package dev.vigil.serdes.event;

import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * W3C trace context: which trace a record belongs to. There is one only of what keeps to the
 * grammar; anything else is as if it had not been sent.
 *
 * @param traceparent of version 00, 55 characters
 * @param tracestate what vendors add; null: nothing, or too long, or not by the grammar
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
  /** Header, and extension of CloudEvents. */
  public static final String TRACEPARENT = "traceparent";

  /** Header, and extension of CloudEvents. */
  public static final String TRACESTATE = "tracestate";

  private static final int LENGTH = 55;
  private static final int VERSION_LENGTH = 2;
  private static final Pattern GRAMMAR =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** As much as every vendor must pass on. */
  private static final int MAX_TRACESTATE = 512;

  private static final String MEMBER = "[ \\t]*[a-z0-9][-a-z0-9_*/@]*=[ -+\\--<>-~]+";
  private static final Pattern MEMBERS = Pattern.compile(MEMBER + "(," + MEMBER + ")*");

  /** The context that two texts say; null: none. */
  public static @Nullable TraceContext of(
      @Nullable String traceparent, @Nullable String tracestate) {
    String valid = traceparent == null ? null : valid(traceparent);
    return valid == null ? null : new TraceContext(valid, validState(tracestate));
  }

  /** The context in the headers of a record; null: none. */
  public static @Nullable TraceContext inHeaders(Headers headers) {
    return inHeaders(headers, "");
  }

  /** The same, where the names of headers begin with something. */
  static @Nullable TraceContext inHeaders(Headers headers, String prefix) {
    String traceparent = ReplayHeaders.text(headers, prefix + TRACEPARENT);
    return traceparent == null
        ? null
        : of(traceparent, ReplayHeaders.text(headers, prefix + TRACESTATE));
  }

  private static @Nullable String valid(String traceparent) {
    boolean first = traceparent.startsWith("00");
    if (traceparent.length() < LENGTH
        || (traceparent.length() > LENGTH && (first || traceparent.charAt(LENGTH) != '-'))) {
      return null;
    }
    String known = traceparent.substring(0, LENGTH);
    if (!GRAMMAR.matcher(known).matches()) {
      return null;
    }
    if (first) {
      return known;
    }
    // Of a later version the part that this one knows is passed on as this one, so W3C asks.
    boolean sampled = (Character.digit(known.charAt(LENGTH - 1), 16) & 1) == 1;
    return "00"
        + known.substring(VERSION_LENGTH, LENGTH - VERSION_LENGTH)
        + (sampled ? "01" : "00");
  }

  private static @Nullable String validState(@Nullable String tracestate) {
    return tracestate != null
            && tracestate.length() <= MAX_TRACESTATE
            && MEMBERS.matcher(tracestate).matches()
        ? tracestate
        : null;
  }
}
