package dev.vigil.demo;

import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.TopicCatalogue;
import java.util.Objects;

/** Addresses, and commands to copy. */
final class Hints {
  private final String brokers;
  private final String registry;
  private final TopicCatalogue topics;
  private final String application;
  private final String endpoint;

  Hints(Surroundings surroundings) {
    this.brokers = surroundings.bootstrapServers();
    this.registry = surroundings.registryUrl();
    this.topics = surroundings.topics();
    this.application = application(surroundings.configuration().vigil());
    this.endpoint = Objects.requireNonNull(surroundings.application().url());
  }

  /** The settings that say which application it is and what it writes. */
  private static String application(VigilConfig config) {
    StringBuilder settings =
        new StringBuilder(" --set vigil.application-id=").append(config.applicationId());
    config
        .outputs()
        .forEach(
            (name, output) ->
                settings
                    .append(" --set vigil.outputs.")
                    .append(name)
                    .append(".purpose=")
                    .append(output.purpose()));
    return settings.toString();
  }

  /** Where everything is, and how to take part. */
  String all() {
    return """
        Kafka            %1$s
        schema registry  %2$s
        Vigil            %9$s (/status, /metrics)

        Send a critical potassium of your own (again and again, if you like) and watch it alert:
        %3$s
        Read the alerts, the permitted events, the audit (--follow waits for more):
          deploy/vigil topics read %4$s %5$s
          deploy/vigil topics read %6$s %5$s
          deploy/vigil topics read %7$s %5$s
        The same with kcat, where it was built with Avro (Debian's was not):
          kcat -C -q -b %1$s -t %4$s -s value=avro -r %2$s
        Prove that nothing vanished, from the topics alone, while it runs:
          deploy/vigil audit verify %8$s
        See what was set aside, why, and what to do about it:
          deploy/vigil dlq list %8$s
        """
        .formatted(
            brokers,
            registry,
            produce(),
            topics.alerts().name(),
            places(),
            topics.permitted().values().iterator().next().name(),
            topics.audit().name(),
            places() + application,
            endpoint);
  }

  private String places() {
    return "--set kafka.bootstrap.servers=" + brokers + " --set registry.url=" + registry;
  }

  /** A command that makes an alert, another one each time. */
  String produce() {
    // librdkafka's own partitioner would put the patient's records where Vigil refuses them.
    return """
          N=$RANDOM; echo '{"eventId":"visit-'$N'","source":"visitor","eventType":"observation.created",\
        "patientId":"visitor","resource":{"resourceType":"Observation","id":"visit-'$N'","status":"final",\
        "subject":{"reference":"Patient/visitor"},"code":{"coding":[{"system":"http://loinc.org","code":"2823-3"}]},\
        "valueQuantity":{"value":7.1,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}}' \
        | kcat -P -b %s -t %s -k visitor -X partitioner=murmur2_random
        """
        .formatted(brokers, topics.events().name());
  }
}
