package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The topics of a configuration by small numbers: inputs, and the channels in which they are spoken
 * of. Channel 0 says that an input record is there; each other is an output.
 */
public final class Channels implements AuditShape.Inputs {
  /** An input record is there. */
  static final int RECORD = 0;

  private static final String ALERTS = "alerts";

  private final String audit;
  private final String operations;
  private final List<String> inputs = new ArrayList<>();
  private final List<byte[]> inputNames = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<byte[]> outputNames = new ArrayList<>();
  private final int alerts;
  private final int alertsFhir;
  private final int review;
  private final int deadLetters;

  public Channels(TopicCatalogue topics) {
    this.audit = topics.audit().name();
    this.operations = topics.operations().name();
    for (Topic topic : topics.withRole(TopicRole.INPUT)) {
      inputs.add(topic.name());
      inputNames.add(topic.name().getBytes(StandardCharsets.UTF_8));
    }
    topics.permitted().forEach((name, topic) -> add(name, topic.name()));
    this.alerts = add(ALERTS, topics.alerts().name());
    this.alertsFhir = topics.alertsFhir().map(topic -> add("", topic.name())).orElse(-1);
    this.review = add("", topics.review().name());
    this.deadLetters = add("", topics.deadLetters().name());
  }

  /** The channel of an output; its name in audit records, empty if it has none there. */
  private int add(String name, String topic) {
    outputs.add(topic);
    outputNames.add(name.getBytes(StandardCharsets.UTF_8));
    return outputs.size();
  }

  /** Topics whose records must be read with key and value; of others headers are enough. */
  public Set<String> readWhole() {
    return Set.of(audit, operations, output(alerts));
  }

  /** The topic of audit records. */
  public String audit() {
    return audit;
  }

  String operations() {
    return operations;
  }

  /** Names of the input topics, by index. */
  public List<String> inputs() {
    return inputs;
  }

  /** Names of the output topics; the channel of each is its index and one. */
  public List<String> outputs() {
    return outputs;
  }

  String output(int channel) {
    return outputs.get(channel - 1);
  }

  /** Channel of an output topic. */
  int channel(String topic) {
    return outputs.indexOf(topic) + 1;
  }

  /** How many channels there are. */
  int count() {
    return outputs.size() + 1;
  }

  int alerts() {
    return alerts;
  }

  /** The channel of alerts in their FHIR form; -1: there is none. */
  int alertsFhir() {
    return alertsFhir;
  }

  int review() {
    return review;
  }

  int deadLetters() {
    return deadLetters;
  }

  @Override
  public int input(byte[] bytes, int from, int to) {
    return find(inputNames, bytes, from, to);
  }

  @Override
  public int channel(byte[] bytes, int from, int to) {
    int index = from == to ? -1 : find(outputNames, bytes, from, to);
    return index < 0 ? -1 : index + 1;
  }

  private static int find(List<byte[]> names, byte[] bytes, int from, int to) {
    for (int i = 0; i < names.size(); i++) {
      byte[] name = names.get(i);
      if (name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return i;
      }
    }
    return -1;
  }
}
