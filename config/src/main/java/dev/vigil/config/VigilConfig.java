package dev.vigil.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting of Vigil, below the key {@code vigil}, in kebab case: {@code
 * vigil.inputs.start-from} is {@code inputs().startFrom()}. The meaning of each is its {@link
 * Meaning}. Durations are ISO-8601. Settings of the Kafka clients and of the registry client are
 * not here; {@link Configuration} hands them through.
 */
@ConfigMapping(prefix = "vigil")
public interface VigilConfig {
  @WithDefault("vigil")
  @Format(
      regex = "[A-Za-z0-9._-]{1,100}",
      means = "a name of at most 100 letters, digits, '.', '_' or '-'")
  @Meaning(
      "Name of the application in the cluster: consumer group, transactional ids and internal"
          + " topics begin with it. Another name is another application with empty state.")
  String applicationId();

  @Format(
      regex = "[A-Za-z0-9._-]{1,100}",
      means = "a name of at most 100 letters, digits, '.', '_' or '-'")
  @Meaning(
      "Stable name of this instance, different for each (in Kubernetes the pod name): static"
          + " group membership, so that a restart moves no partitions. Unset: dynamic membership.")
  Optional<String> instanceId();

  @WithDefault("us-conventional")
  @Meaning(
      "Critical-value profile: us-conventional, uk-si or empty, which ship with Vigil, or the path"
          + " of a profile file.")
  String profile();

  @WithDefault("false")
  @Meaning(
      "Whether several tenants share the topics: record keys are tenant|patientId and every event"
          + " names its tenant.")
  boolean tenants();

  @WithDefault("default")
  @Meaning(
      "Settings that go together: default, low-latency (alerts in half the time, more load) or"
          + " high-throughput (alerts up to a second later, less load). A setting that is written"
          + " anywhere wins over the preset's.")
  Preset preset();

  @WithDefault("1")
  @Between(min = "1", max = "256")
  @Meaning("Stream threads of this instance. More than the inputs have partitions stay idle.")
  int threads();

  @WithDefault("1")
  @Between(min = "0", max = "10")
  @Meaning(
      "Copies of each store kept warm on other instances, for a fast takeover. Has no effect with"
          + " a single instance.")
  int standbyReplicas();

  @WithDefault("PT0.1S")
  @Between(min = "PT0.01S", max = "PT5S")
  @Meaning(
      "Time between transactions: outputs become visible to read_committed consumers this late,"
          + " and a shorter interval costs throughput.")
  Duration commitInterval();

  @WithDefault("PT6S")
  @Between(min = "PT6S", max = "PT30M")
  @Meaning(
      "Silence after which the group takes an instance for dead and another takes over. The broker"
          + " must allow it (group.min.session.timeout.ms).")
  Duration sessionTimeout();

  @WithDefault("PT30S")
  @Between(min = "PT1S", max = "PT30M")
  @Meaning("Longest time at start to reach the brokers and the registry.")
  Duration startupTimeout();

  @WithDefault("PT30S")
  @Between(min = "PT1S", max = "PT30M")
  @Meaning("Longest time from SIGTERM to the exit: records at hand are finished, stores closed.")
  Duration shutdownTimeout();

  /** Names of topics. */
  Topics topics();

  /** What is read. */
  Inputs inputs();

  /** What is written for whom, by name; the name is the last part of the topic name. */
  Map<String, Output> outputs();

  /** Critical-lab alerts. */
  Alerts alerts();

  /** Escalating what nobody acknowledges. */
  Escalation escalation();

  /** How Consents are read. */
  ConsentInterpretation consent();

  /** Recognising duplicates. */
  Duplicates duplicates();

  /** Recognising late old versions. */
  Versions versions();

  /** What is kept of each patient. */
  Patients patients();

  /** When failing records stop an instance. */
  FailureBudget failureBudget();

  /** When an instance says that it is not well. */
  Health health();

  /** Traces of what an instance does. */
  Tracing tracing();

  /** State on disk and in memory. */
  State state();

  /** What an instance tells of itself to who asks by HTTP. */
  Http http();

  /** Names of topics. */
  interface Topics {
    @Format(
        regex = "[A-Za-z0-9._-]{1,100}",
        means = "a prefix of at most 100 letters, digits, '.', '_' or '-'")
    @Meaning(
        "Put before every topic name, separator included, such as 'ward.'. Internal topics begin"
            + " with vigil.application-id instead.")
    Optional<String> prefix();
  }

  /** What is read. */
  interface Inputs {
    @WithDefault("false")
    @Meaning(
        "Whether fhir.consents is read too. Consents in fhir.events are in force for the records"
            + " behind them; between topics there is no such order.")
    boolean consents();

    @WithDefault("false")
    @Meaning(
        "Whether clinical.acks is read: acknowledgements of alerts. Only then are alerts escalated"
            + " that nobody acknowledges.")
    boolean acks();

    @WithDefault("false")
    @Meaning(
        "Whether clinical.profiles is read: the critical-value profile in force is the one that"
            + " vigil profile publish put there, and vigil.profile only until then.")
    boolean profiles();

    @WithDefault("murmur2")
    @Meaning(
        "How producers choose the partition: murmur2 (Java clients), crc32 (librdkafka's default),"
            + " none (not checked). A record in another partition than this gives is a dead letter.")
    Partitioner partitioner();

    @WithDefault("earliest")
    @Meaning("Where a new application begins. Later starts go on where the last one stopped.")
    StartFrom startFrom();

    @WithDefault("1048576")
    @Between(min = "1024", max = "67108864")
    @Meaning("Largest value of an input record, in bytes. A larger one is a dead letter.")
    int maxValueBytes();

    @WithDefault("1000")
    @Between(min = "16", max = "10000")
    @Meaning("Deepest nesting of JSON in an input record. A deeper one is a dead letter.")
    int maxDepth();
  }

  /** One output of permitted change events. */
  interface Output extends ConsentRules {
    @Format(regex = "[A-Z][A-Z0-9_-]*", means = "a code such as TREAT or HRESCH") @Meaning(
        "Purpose of use, a code of v3-ActReason: TREAT treatment, HPAYMT payment, HOPERAT"
            + " operations, HRESCH research, PUBHLTH public health.")
    String purpose();

    @WithDefault("drop")
    @Meaning(
        "What this output, open for the patient otherwise, receives in place of a resource that"
            + " consent withholds: drop (nothing) or notice (an id-only event).")
    Withheld withheld();
  }

  /** Critical-lab alerts. */
  interface Alerts extends ConsentRules {
    @WithDefault("TREAT")
    @Format(regex = "[A-Z][A-Z0-9_-]*", means = "a code such as TREAT or HRESCH") @Meaning("Purpose of use of alerts, a code of v3-ActReason.")
    String purpose();

    @WithDefault("PT24H")
    @Between(min = "PT1M", max = "P365D")
    @Meaning(
        "Age of a result, from its issue to its arrival in the log, from which a critical value is"
            + " a review item instead of an alert.")
    Duration staleAfter();

    @WithDefault("none")
    @Meaning(
        "FHIR form of alerts, written to clinical.alerts.fhir in addition to the Avro records:"
            + " none, detected-issue or communication-request, each in a Bundle of type message.")
    AlertForm fhir();

    @WithDefault("false")
    @Meaning(
        "Whether the laboratory's flags HU and LU (significantly high, significantly low) are"
            + " critical, too. HH, LL and AA always are; H, L and A alone never.")
    boolean significantFlags();

    @WithDefault("P365D")
    @Between(min = "P1D", max = "P3660D")
    @Meaning("How long an alert can still be updated or retracted.")
    Duration retention();
  }

  /** Escalating what nobody acknowledges; in effect with vigil.inputs.acks. */
  interface Escalation {
    @WithDefault("PT15M,PT15M,PT30M")
    @Between(min = "PT1S", max = "P7D")
    @Meaning(
        "How long each level waits for an acknowledgement, ISO-8601 durations from lowest to"
            + " highest: an alert that nobody acknowledged within the first (or its rule's"
            + " acknowledge_within) is escalated to level 1, within the next to level 2, and so on.")
    List<Duration> ladder();

    @WithDefault("false")
    @Meaning(
        "Whether an acknowledgement stops the escalation only if the value was read back"
            + " (readBack).")
    boolean requireReadBack();
  }

  /** Recognising duplicates. */
  interface Duplicates {
    @WithDefault("P7D")
    @Between(min = "PT1M", max = "P366D")
    @Meaning(
        "How long an event id is remembered, in log-append time. Up to 135 bytes of disk for each"
            + " event.")
    Duration retention();
  }

  /** Recognising late old versions. */
  interface Versions {
    @WithDefault("P30D")
    @Between(min = "PT1M", max = "P366D")
    @Meaning("How long the newest version of a resource is remembered, in log-append time.")
    Duration retention();
  }

  /** What is kept of each patient. */
  interface Patients {
    @WithDefault("64")
    @Between(min = "1", max = "1000")
    @Meaning(
        "Consents kept for one patient. With more, the patient's consent is indeterminate: denied,"
            + " and marked so. Those that could deny are kept up to twice as many; a Consent of six"
            + " provisions takes half a kilobyte stored and 6 KB of heap while its patient is known.")
    int maxConsents();

    @WithDefault("64M")
    @Between(min = "0", max = "64G")
    @Meaning(
        "Heap for the patients met last, an equal part for each partition of the inputs: their"
            + " Consents are ready to be asked, those of others are decoded and compiled again. A"
            + " patient with five Consents takes 32 KB. Bytes, or with K, M, G; 0: nobody is known.")
    ByteSize cache();
  }

  /** When failing records stop an instance. */
  interface FailureBudget {
    @WithDefault("100")
    @Between(min = "0", max = "1000000")
    @Meaning(
        "Most dead letters of category processing or schema that an instance writes within the"
            + " window: the next one stops it, until an operator acknowledges (vigil dlq"
            + " acknowledge). So a bad build does not drain a topic into fhir.dlq. Few enough to be"
            + " read by a person, too many to be chance. 0: no budget, nothing stops.")
    int deadLetters();

    @WithDefault("PT10M")
    @Between(min = "PT1M", max = "P1D")
    @Meaning(
        "How long a record counts, in time of processing. Where less than dead-letters records come"
            + " in ten minutes, a longer one is needed, or fewer dead letters.")
    Duration window();

    @WithDefault("1")
    @Between(min = "0", max = "100")
    @Meaning(
        "Least share of an instance's records in the window, in percent, that dead letters must be"
            + " to stop it: so that a little poison in a large backlog does not. 0: any share.")
    int percent();
  }

  /** When an instance says that it is not well. */
  interface Health {
    @WithDefault("PT60S")
    @Between(min = "PT5S", max = "PT1H")
    @Meaning(
        "How long nothing may be processed although records wait, or a restore may stand, until the"
            + " instance says that it is not alive. Time in which the brokers do not answer does not"
            + " count.")
    Duration stuckAfter();

    @WithDefault("PT30S")
    @Between(min = "PT1S", max = "P1D")
    @Meaning(
        "Work that waits in a partition, by the time it takes at the present rate, from which on the"
            + " instance says that it is behind, and why.")
    Duration behindAfter();
  }

  /** Traces of what an instance does. */
  interface Tracing {
    @WithDefault("false")
    @Meaning(
        "Whether spans of sampled records are sent to an OpenTelemetry collector. Without it, too,"
            + " the producers' trace context travels to every output.")
    boolean enabled();

    @WithDefault("http://localhost:4318/v1/traces")
    @Format(
        regex = "https?://[^\\s/@?#]+/[^\\s?#]+",
        means = "an address with its path, such as https://collector:4318/v1/traces")
    @Meaning("Where spans are sent: OTLP over HTTP, in Protocol Buffers.")
    String endpoint();

    @WithDefault("100")
    @Between(min = "0", max = "1000000")
    @Meaning(
        "Of the records without trace context one in so many is sampled; 0: none. A record with"
            + " trace context is sampled if its producer's trace is.")
    int sampleOneIn();

    @Format(
        regex = "[A-Za-z0-9._-]{1,100}",
        means = "a name of at most 100 letters, digits, '.', '_' or '-'")
    @Meaning("The service that spans are said to be of. Unset: vigil.application-id.")
    Optional<String> serviceName();

    @Format(
        regex = "[A-Za-z0-9_-]+=[^,\\p{Cntrl}]+(,[A-Za-z0-9_-]+=[^,\\p{Cntrl}]+)*",
        means = "HEADER=VALUE, several separated by commas")
    @Meaning(
        "Headers that go with every export, such as authorization=Bearer …; best from a file:"
            + " ${file:/run/secrets/otlp}.")
    Optional<String> secretHeaders();

    @WithDefault("PT5S")
    @Between(min = "PT0.1S", max = "PT1M")
    @Meaning("Longest time for one export, attempts included; after that its spans are lost.")
    Duration timeout();
  }

  /** State on disk and in memory. */
  interface State {
    @WithDefault("state")
    @Meaning(
        "Directory of the stores; relative to the working directory. Put it on a disk that outlives"
            + " the process, never in a directory that is cleaned at boot; one per instance.")
    Path dir();

    @WithDefault("256M")
    @Between(min = "16M", max = "1024G")
    @Meaning(
        "Memory for caches and write buffers of all RocksDB stores of this instance together,"
            + " outside the Java heap: bytes, or with K, M, G.")
    ByteSize rocksdbMemory();
  }

  /** What an instance tells of itself to who asks by HTTP. */
  interface Http {
    @WithDefault("true")
    @Meaning(
        "Whether the instance answers by HTTP: /livez, /readyz, /status, /metrics and /console.")
    boolean enabled();

    @WithDefault("127.0.0.1")
    @Meaning(
        "Address to listen at; the default is for this machine only. 0.0.0.0 is every address: then"
            + " set a token, and TLS where the network is not trusted.")
    String host();

    @WithDefault("9464")
    @Between(min = "0", max = "65535")
    @Meaning(
        "Port to listen at; different for each instance on a machine. 0: any that is free, which the log tells.")
    int port();

    @Meaning(
        "What requests but those to /livez and /readyz must carry, as Authorization: Bearer, or as"
            + " password of a browser's login. Unset: nothing.")
    Optional<String> token();

    /** The certificate to answer with. */
    Keystore keystore();
  }

  /** A certificate and its key. */
  interface Keystore {
    @Meaning("PKCS#12 file with the certificate and key for HTTPS. Unset: plain HTTP.")
    Optional<Path> location();

    @Meaning("Password of that file.")
    Optional<String> password();
  }
}
