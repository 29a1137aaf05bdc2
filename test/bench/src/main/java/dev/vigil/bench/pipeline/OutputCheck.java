package dev.vigil.bench.pipeline;

import dev.vigil.bench.variant.Variant;
import dev.vigil.bench.workload.Expected;
import dev.vigil.bench.workload.Expected.Sum;
import java.util.ArrayList;
import java.util.List;

/** Whether a pipeline lost or doubled anything. */
final class OutputCheck {
  private final Outputs outputs;

  OutputCheck(Outputs outputs) {
    this.outputs = outputs;
  }

  /**
   * Compares what is in a variant's topics with what must be.
   *
   * @throws IllegalStateException if they differ: what was measured is not what was meant
   */
  void require(Variant variant, String prefix, Expected expected) {
    List<String> wrong = new ArrayList<>();
    switch (variant.pipeline()) {
      case PASS_THROUGH -> compare(variant.permittedTopic(prefix), expected.all(), wrong);
      case DEDUPLICATED -> compare(variant.permittedTopic(prefix), expected.distinct(), wrong);
      case TUTORIAL, VIGIL_JSON, VIGIL_AVRO -> {
        compare(variant.permittedTopic(prefix), expected.permitted(), wrong);
        compare(variant.alertsTopic(prefix), expected.critical(), wrong);
        compare(variant.deadLettersTopic(prefix), expected.poison(), wrong);
      }
    }
    if (variant.pipeline().isVigil()) {
      compare(prefix + "fhir.audit", expected.all(), wrong);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(variant.name() + ": " + String.join("; ", wrong));
    }
  }

  private void compare(String topic, Sum expected, List<String> wrong) {
    Sum found = outputs.sum(topic);
    if (!found.equals(expected)) {
      wrong.add(
          "%s holds %,d results instead of %,d%s"
              .formatted(
                  topic,
                  found.count(),
                  expected.count(),
                  found.count() == expected.count() ? ", and others" : ""));
    }
  }
}
