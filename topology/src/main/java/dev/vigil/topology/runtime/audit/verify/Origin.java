package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.serdes.event.DeadLetterHeaders;
import dev.vigil.serdes.event.ReplayHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads from headers which input record an output was written for. Used again for the next. */
final class Origin {
  private static final int MOST_DIGITS = 18;

  private final Channels channels;
  private byte[] topic = {};
  private int topicTo;

  /** Index of the input topic; {@link AuditFields#FOREIGN}: none. */
  int input;

  int partition;
  long offset;

  Origin(Channels channels) {
    this.channels = channels;
  }

  /** What headers tell. */
  enum Told {
    NOTHING,
    NONSENSE,
    AN_INPUT,
    /** Coordinates in a topic that is no input. */
    ANOTHER
  }

  Told read(int channel, Headers headers) {
    return channel == channels.deadLetters() ? ofDeadLetter(headers) : ofOutput(headers);
  }

  /** The topic it names, whatever that is. */
  String topic() {
    return new String(topic, 0, topicTo, StandardCharsets.UTF_8);
  }

  private Told ofOutput(Headers headers) {
    byte[] text = value(headers, ReplayHeaders.ORIGIN);
    if (text == null) {
      return Told.NOTHING;
    }
    int second = colonBefore(text, text.length);
    int first = colonBefore(text, second);
    if (first < 0) {
      return Told.NONSENSE;
    }
    topic = text;
    topicTo = first;
    return coordinates(number(text, first + 1, second), number(text, second + 1, text.length));
  }

  private Told ofDeadLetter(Headers headers) {
    byte[] name = value(headers, DeadLetterHeaders.TOPIC);
    byte[] number = value(headers, DeadLetterHeaders.PARTITION);
    byte[] place = value(headers, DeadLetterHeaders.OFFSET);
    if (name == null || number == null || place == null) {
      return Told.NOTHING;
    }
    topic = name;
    topicTo = name.length;
    return coordinates(number(number, 0, number.length), number(place, 0, place.length));
  }

  private Told coordinates(long inPartition, long at) {
    if (inPartition < 0 || inPartition > Integer.MAX_VALUE || at < 0) {
      return Told.NONSENSE;
    }
    partition = (int) inPartition;
    offset = at;
    input = channels.input(topic, 0, topicTo);
    return input == AuditFields.FOREIGN ? Told.ANOTHER : Told.AN_INPUT;
  }

  private static byte @Nullable [] value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }

  private static int colonBefore(byte[] text, int end) {
    int at = end - 1;
    while (at >= 0 && text[at] != ':') {
      at--;
    }
    return at;
  }

  /** A number in decimal digits; -1 if it is none. */
  private static long number(byte[] text, int from, int to) {
    if (from >= to || to - from > MOST_DIGITS) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
