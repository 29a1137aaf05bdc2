package dev.vigil.demo.script;

import static dev.vigil.demo.script.Expected.RAISED;
import static dev.vigil.demo.script.Expected.TREATMENT_ONLY;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.demo.events.Change;
import dev.vigil.demo.events.EventForm;
import dev.vigil.demo.events.InputEvent;
import dev.vigil.demo.events.Resources;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;

/** Records that cannot be processed, between records that can. */
final class PoisonStories {
  private static final String POTASSIUM = "2823-3";
  private static final int LARGEST_VALUE = 1 << 20;
  private static final int NO_SUCH_SCHEMA = 0x7ead_beef;

  private PoisonStories() {}

  static void tell(Script.Stories stories, int partitions) {
    Story values = stories.of("uwe-poison-values").adult();
    values
        .value(randomBytes(), "unrecognised-form")
        .value(new byte[0], "empty-value")
        .result("k1", 1, POTASSIUM, "4.0", "mmol/L", TREATMENT_ONLY)
        .value(null, "null-value")
        .value(text("{\"eventId\":\"broken\",\"resource\":{"), "malformed-json")
        .value(text("[".repeat(100_000)), "unrecognised-form")
        .value(text("{\"resource\":{\"extension\":" + "[".repeat(100_000)), "json-too-deep")
        .value(text("{\"eventId\":\"1\",\"eventId\":\"2\"}"), "member-twice")
        .value(text("{\"eventId\":\"1\"}"), "field-missing")
        .value(schemaId(NO_SUCH_SCHEMA), "unknown-schema")
        .value(cutAvro(values), "malformed-avro")
        .result("k2", 1, POTASSIUM, "6.9", "mmol/L", RAISED);
    identity(stories.of("vera-wrong-identity").adult(), partitions);
    sizes(stories.of("wim-large").adult());
  }

  private static void identity(Story story, int partitions) {
    Change good = potassium(story, "k1", "4.0");
    byte[] value = Objects.requireNonNull(story.writer().write(good, EventForm.FLAT).value());
    int right = Utils.toPositive(Utils.murmur2(story.key())) % partitions;
    story
        .record(
            new InputEvent(right, null, value, new RecordHeaders()),
            Expected.deadLetter("key-missing"))
        .record(
            new InputEvent(null, text("someone-else"), value, new RecordHeaders()),
            Expected.deadLetter("key-mismatch"))
        .record(
            new InputEvent((right + 1) % partitions, story.key(), value, new RecordHeaders()),
            Expected.deadLetter("wrong-partition"));
    ObjectNode others = Resources.observation(story.id("k2"), "someone-else", 1, story.now());
    Resources.quantity(others, POTASSIUM, "6.9", "mmol/L");
    story.result(others, 1, Expected.deadLetter("wrong-patient"));
    // A dead letter is not remembered: the good record with the same ids is no duplicate.
    story.send(good, EventForm.FLAT, TREATMENT_ONLY);
    story.send(
        story.change("renamed", "Observation", story.id("k1"), 2, null),
        EventForm.FLAT,
        Expected.deadLetter("unknown-event-type"));
    story.result("k3", 1, POTASSIUM, "6.9", "mmol/L", RAISED);
  }

  private static void sizes(Story story) {
    byte[] tooLarge = new byte[LARGEST_VALUE + 1];
    Arrays.fill(tooLarge, (byte) ' ');
    story.value(tooLarge, "too-large");
    ObjectNode large = story.observation("k1", 1);
    Resources.quantity(large, POTASSIUM, "6.9", "mmol/L");
    large.putArray("note").addObject().put("text", "x".repeat(LARGEST_VALUE - 2_000));
    story.send(story.resultChange(large, 1), EventForm.FLAT, RAISED);
  }

  private static Change potassium(Story story, String id, String value) {
    ObjectNode observation = story.observation(id, 1);
    Resources.quantity(observation, POTASSIUM, value, "mmol/L");
    return story.resultChange(observation, 1);
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[500];
    new Random(1).nextBytes(bytes);
    // 0 would be the Avro form, and is tried elsewhere.
    bytes[0] = (byte) 0xF5;
    return bytes;
  }

  private static byte[] cutAvro(Story story) {
    byte[] whole =
        Objects.requireNonNull(
            story.writer().write(potassium(story, "cut", "4.0"), EventForm.AVRO).value());
    return Arrays.copyOf(whole, 40);
  }

  private static byte[] schemaId(int id) {
    return ByteBuffer.allocate(8).put((byte) 0).putInt(id).array();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
