package dev.vigil.topology.runtime.http;

import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which topics an instance reads and writes, and how many records of each it counted. */
final class TopicReport {
  private final TopicCatalogue topics;
  private final MeterRegistry meters;

  TopicReport(VigilConfig config, MeterRegistry meters) {
    this.topics = new TopicCatalogue(config);
    this.meters = meters;
  }

  /** Inputs, in the order of the drawing. */
  List<Map<String, Object>> reads() {
    List<Map<String, Object>> reads = new ArrayList<>();
    reads.add(read("fhir.events", topics.events()));
    topics.consents().ifPresent(topic -> reads.add(read("fhir.consents", topic)));
    reads.add(read("fhir.replay", topics.replay()));
    topics.acks().ifPresent(topic -> reads.add(read("clinical.acks", topic)));
    return reads;
  }

  private Map<String, Object> read(String name, Topic topic) {
    return report(name, topic, counted("vigil.input.records", "topic", topic.name()));
  }

  /** Outputs, in the order of the drawing. */
  List<Map<String, Object>> writes() {
    List<Map<String, Object>> writes = new ArrayList<>();
    topics
        .permitted()
        .forEach(
            (output, topic) ->
                writes.add(written("fhir.permitted." + output, topic, "permitted-" + output)));
    writes.add(written("clinical.alerts", topics.alerts(), "alerts"));
    topics
        .alertsFhir()
        .ifPresent(topic -> writes.add(written("clinical.alerts.fhir", topic, "alerts-fhir")));
    writes.add(written("clinical.review", topics.review(), "review"));
    writes.add(written("fhir.dlq", topics.deadLetters(), "dlq"));
    writes.add(written("fhir.audit", topics.audit(), "audit"));
    topics
        .acks()
        .ifPresent(
            acks -> writes.add(written("vigil.operations", topics.operations(), "operations")));
    return writes;
  }

  private Map<String, Object> written(String name, Topic topic, String output) {
    return report(name, topic, counted("vigil.output.records", "output", output));
  }

  private static Map<String, Object> report(String name, Topic topic, long count) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("topic", topic.name());
    object.put("count", count);
    return object;
  }

  private long counted(String name, String tag, String value) {
    Counter counter = meters.find(name).tag(tag, value).counter();
    return counter == null ? 0 : Math.round(counter.count());
  }
}
