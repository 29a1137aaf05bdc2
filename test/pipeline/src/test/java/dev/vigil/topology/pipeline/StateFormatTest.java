package dev.vigil.topology.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.OutputDecision;
import dev.vigil.avro.ReviewItem;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import dev.vigil.topology.pipeline.state.StateFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upgrade goes on with the state that it finds: what was seen is a duplicate, what was alerted
 * is corrected, who refused stays refused.
 */
class StateFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StateFormat FORMAT = StateFormat.OF_THIS_BUILD;
  private static final int HASH_DIGITS = 2 * AuditHash.BYTES;

  @TempDir Path state;

  static Stream<Integer> readable() {
    return IntStream.rangeClosed(FORMAT.oldestReadable(), FORMAT.current()).boxed();
  }

  @ParameterizedTest
  @MethodSource("readable")
  void goesOnWithTheStateOfEveryReadableFormat(int format) throws IOException {
    FrozenState frozen = new FrozenState(format);
    try (PipelineDriver pipeline = frozen.start(state)) {
      frozen.inputs().stream()
          .filter(line -> line.has("advance"))
          .forEach(line -> FrozenState.play(line, pipeline));
      frozen.restore(pipeline);
      Map<String, AuditHead> chains = chains(frozen);
      List<String> become = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (JsonNode line : frozen.followUps()) {
        FrozenState.play(line, pipeline);
        String about = line.get("about").asText() + ": ";
        become.add(about + outcome(pipeline, chains));
        expected.add(about + line.get("expect"));
      }
      assertThat(become)
          .as(
              "state of format %d is not gone on with: raise StateFormat, and oldestReadable with it"
                  + " if it cannot be mended; then every hospital needs vigil reset",
              format)
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void writesTheFrozenBytes() throws IOException {
    FrozenState frozen = new FrozenState(FORMAT.current());
    try (PipelineDriver pipeline = frozen.start(state)) {
      for (JsonNode line : frozen.inputs()) {
        FrozenState.play(line, pipeline);
      }
      Map<String, List<String>> now = FrozenState.changelogs(pipeline);
      Map<String, List<String>> then = frozen.changelogs();
      for (String store : FrozenState.stores()) {
        assertThat(withoutAuditHash(store, now.getOrDefault(store, List.of())))
            .as(
                """
                What this build writes to %s is not the frozen format %d. An instance of the release \
                before cannot read it, and an upgrade runs both at once. If the change is wanted:
                - raise StateFormat.OF_THIS_BUILD.current; leave oldestReadable as long as the older \
                bytes are read, which goesOnWithTheStateOfEveryReadableFormat shows;
                - freeze the new bytes: FreezeStateFormat says how;
                - say in deploy/handbook/upgrades.md that all instances must be stopped for it.
                Never edit the frozen bytes of a released format.""",
                store, FORMAT.current())
            .containsExactlyElementsOf(
                withoutAuditHash(store, then.getOrDefault(store, List.of())));
      }
    }
  }

  @Test
  void everyStoreHasFrozenBytes() throws IOException {
    new FrozenState(FORMAT.current())
        .changelogs()
        .forEach((store, lines) -> assertThat(lines).as(store).isNotEmpty());
  }

  /** It is of the audit record, which may say more in another release. */
  private static List<String> withoutAuditHash(String store, List<String> lines) {
    return store.equals(StoreNames.AUDIT_HEADS)
        ? lines.stream()
            .map(line -> line.replaceAll("[0-9a-f]{" + HASH_DIGITS + "}\",\"timestamp", "…"))
            .toList()
        : lines;
  }

  private static Map<String, AuditHead> chains(FrozenState frozen) throws IOException {
    AvroStateCodec<AuditHead> codec =
        new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema());
    HexFormat hex = HexFormat.of();
    Map<String, AuditHead> chains = new HashMap<>();
    for (String text : frozen.changelogs().getOrDefault(StoreNames.AUDIT_HEADS, List.of())) {
      JsonNode line = JSON.readTree(text);
      chains.put(
          new String(hex.parseHex(line.get("key").asText()), StandardCharsets.UTF_8),
          codec.decode(hex.parseHex(line.get("value").asText())));
    }
    return chains;
  }

  /** What became of the last record, and whether its audit record goes on with the chain. */
  private static String outcome(PipelineDriver pipeline, Map<String, AuditHead> chains) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    for (AuditRecord audit : pipeline.audit()) {
      outcome.put("outcome", audit.getOutcome().name());
      if (audit.getReason() != null) {
        outcome.put("reason", audit.getReason());
      }
      if (audit.getSuperseded()) {
        outcome.put("superseded", true);
      }
      List<String> open = new ArrayList<>();
      for (OutputDecision output : audit.getOutputs()) {
        open.add(output.getName() + " " + output.getDecision());
      }
      if (!open.isEmpty()) {
        outcome.put("outputs", open);
      }
      AuditHead before = chains.get(audit.getTopic());
      boolean goesOn =
          before != null
              && audit.getPreviousOffset() != null
              && audit.getPreviousOffset() == before.getOffset()
              && before.getHash().equals(audit.getPreviousHash());
      outcome.put("chain", goesOn ? "goes on" : "broken");
      chains.put(audit.getTopic(), new AuditHead(audit.getOffset(), copy(audit.getHash())));
    }
    List<String> alerts = new ArrayList<>();
    for (CriticalLabAlert alert : pipeline.alerts()) {
      alerts.add(
          "%s %d of %s, %s%s"
              .formatted(
                  alert.getStatus(),
                  alert.getRevision(),
                  alert.getObservationId(),
                  alert.getAgeBasis(),
                  alert.getPage() ? ", pages" : ""));
    }
    if (!alerts.isEmpty()) {
      outcome.put("alerts", alerts);
    }
    List<String> reviews = new ArrayList<>();
    for (ReviewItem review : pipeline.reviews()) {
      reviews.add(review.getReason());
    }
    if (!reviews.isEmpty()) {
      outcome.put("reviews", reviews);
    }
    return JSON.valueToTree(outcome).toString();
  }

  private static ByteBuffer copy(ByteBuffer hash) {
    byte[] bytes = new byte[hash.remaining()];
    hash.duplicate().get(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
