package dev.vigil.demo;

import dev.vigil.config.topics.TopicCatalogue;

/** Addresses, and commands to copy. */
final class Hints {
  private final String brokers;
  private final String registry;
  private final TopicCatalogue topics;

  Hints(Surroundings surroundings) {
    this.brokers = surroundings.bootstrapServers();
    this.registry = surroundings.registryUrl();
    this.topics = surroundings.topics();
  }

  /** Where everything is, and how to take part. */
  String all() {
    return """
        Kafka            %s
        schema registry  %s

        Send a critical potassium of your own (again and again, if you like) and watch it alert:
        %s
        Read the alerts, the permitted events, the audit (with a kcat that knows Avro: Debian's does not, \
        the image edenhill/kcat:1.7.1 does; run it with --network host):
          kcat -C -q -b %s -t %s -s value=avro -r %s
          kcat -C -q -b %s -t %s -s value=avro -r %s
          kcat -C -q -b %s -t %s -s value=avro -r %s
        Read the dead letters and why they are some:
          kafka-console-consumer.sh --bootstrap-server %s --topic %s --from-beginning \
        --property print.headers=true
        """
        .formatted(
            brokers,
            registry,
            produce(),
            brokers,
            topics.alerts().name(),
            registry,
            brokers,
            topics.permitted().values().iterator().next().name(),
            registry,
            brokers,
            topics.audit().name(),
            registry,
            brokers,
            topics.deadLetters().name());
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
