package dev.vigil.config.access;

import static dev.vigil.config.access.Operation.CREATE;
import static dev.vigil.config.access.Operation.DELETE;
import static dev.vigil.config.access.Operation.DESCRIBE;
import static dev.vigil.config.access.Operation.DESCRIBE_CONFIGS;
import static dev.vigil.config.access.Operation.READ;
import static dev.vigil.config.access.Operation.WRITE;

import dev.vigil.config.VigilConfig;
import dev.vigil.config.topics.StoreNames;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.config.topics.TopicRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The least that must be allowed in a cluster that checks, for a configuration: who, what, to what,
 * and for what. {@code vigil topics print --acls} prints it, the check at start asks for the
 * application's part of it, and a test on a cluster that allows nothing else shows that it is
 * enough, and that of the application's nothing is too much.
 */
public final class AclCatalogue {
  /** All instances of {@code vigil run}. */
  public static final String APPLICATION = "application";

  /** Upstream services that write change events. */
  public static final String PRODUCER = "producer";

  /** Services that page clinicians. */
  public static final String NOTIFICATION = "notification";

  /** Whoever works through {@code clinical.review}. */
  public static final String REVIEW = "review";

  /** Who runs commands other than {@code run}. */
  public static final String OPERATOR = "operator";

  /** Before the name of an output: who receives it. */
  private static final String RECIPIENT = "recipient-";

  private final TopicCatalogue topics;
  private final String application;
  private final Map<Key, List<String>> needed = new LinkedHashMap<>();

  private record Key(String role, Resource resource, Operation operation) {}

  /** Of a configuration. */
  public AclCatalogue(VigilConfig config) {
    this.topics = new TopicCatalogue(config);
    this.application = config.applicationId();
    application();
    users();
    operators();
  }

  /** All, by role, then by resource and operation. */
  public List<Acl> all() {
    List<Acl> all = new ArrayList<>();
    List<String> roles = needed.keySet().stream().map(Key::role).distinct().toList();
    needed.forEach(
        (key, why) -> {
          if (key.operation() != DESCRIBE || !isImplied(key)) {
            all.add(new Acl(key.role(), key.operation(), key.resource(), why));
          }
        });
    all.sort(
        Comparator.comparing((Acl acl) -> roles.indexOf(acl.role()))
            .thenComparing(acl -> acl.resource().kind())
            .thenComparing(acl -> acl.resource().name())
            .thenComparing(Acl::operation));
    return all;
  }

  /** Those of a role. */
  public List<Acl> of(String role) {
    return all().stream().filter(acl -> acl.role().equals(role)).toList();
  }

  private boolean isImplied(Key describe) {
    return Stream.of(READ, WRITE, DELETE)
        .anyMatch(
            other -> needed.containsKey(new Key(describe.role(), describe.resource(), other)));
  }

  private void application() {
    String checked = "check at start";
    for (Topic topic : created()) {
      Resource resource = Resource.topic(topic.name());
      add(APPLICATION, resource, "checks that it is there", DESCRIBE);
      add(APPLICATION, resource, checked, DESCRIBE_CONFIGS);
    }
    topics
        .withRole(TopicRole.INPUT)
        .forEach(topic -> add(APPLICATION, Resource.topic(topic.name()), "input", READ));
    for (Topic topic : topics.withRole(TopicRole.OUTPUT)) {
      // Operators move records there, with vigil dlq replay.
      if (!topic.equals(topics.parked())) {
        add(APPLICATION, Resource.topic(topic.name()), "output", WRITE);
      }
    }
    Resource control = Resource.topic(topics.control().name());
    add(APPLICATION, control, "whether it may start", READ);
    add(APPLICATION, control, "format of the state, spent failure budget", WRITE);
    topics
        .profiles()
        .ifPresent(
            topic -> add(APPLICATION, Resource.topic(topic.name()), "profile in force", READ));
    for (Topic topic : topics.withRole(TopicRole.INTERNAL)) {
      Resource resource = Resource.topic(topic.name());
      add(APPLICATION, resource, "creates it when it first runs", CREATE);
      add(APPLICATION, resource, "restores state", READ);
      add(APPLICATION, resource, "keeps state", WRITE);
    }
    add(
        APPLICATION,
        Resource.group(application),
        "reads as one group, and looks how far it is and who else is there",
        READ);
    add(
        APPLICATION,
        Resource.transactionalIdsFrom(application + "-"),
        "writes in transactions, and ends those of instances that are gone",
        WRITE);
  }

  private void users() {
    add(PRODUCER, Resource.topic(topics.events().name()), "change events", WRITE);
    topics
        .consents()
        .ifPresent(topic -> add(PRODUCER, Resource.topic(topic.name()), "Consents", WRITE));

    add(NOTIFICATION, Resource.topic(topics.alerts().name()), "alerts", READ);
    topics
        .alertsFhir()
        .ifPresent(
            topic -> add(NOTIFICATION, Resource.topic(topic.name()), "alerts as FHIR", READ));
    topics
        .acks()
        .ifPresent(
            topic -> add(NOTIFICATION, Resource.topic(topic.name()), "acknowledgements", WRITE));
    ownGroup(NOTIFICATION);

    add(REVIEW, Resource.topic(topics.review().name()), "review items", READ);
    ownGroup(REVIEW);

    topics
        .permitted()
        .forEach(
            (output, topic) -> {
              add(RECIPIENT + output, Resource.topic(topic.name()), "permitted events", READ);
              ownGroup(RECIPIENT + output);
            });
  }

  /** Its name is the service's choice; here it is the role's. */
  private void ownGroup(String role) {
    add(role, Resource.group(role), "its own group, by whatever name", READ);
  }

  private void operators() {
    for (Topic topic : created()) {
      Resource resource = Resource.topic(topic.name());
      command("topics create", resource, CREATE, DESCRIBE);
      command("topics check", resource, DESCRIBE, DESCRIBE_CONFIGS);
    }
    List<Topic> avro = new ArrayList<>(topics.permitted().values());
    avro.addAll(
        List.of(
            topics.alerts(),
            topics.review(),
            topics.audit(),
            topics.operations(),
            topics.control()));
    avro.forEach(topic -> command("topics read", Resource.topic(topic.name()), READ));

    deadLetters();
    sending();
    auditing();
    Resource patients = changelog(StoreNames.PATIENT_STATE);
    command("consents list", patients, READ);
    command("consents clear", patients, READ);
    command("consents clear", Resource.topic(topics.replay().name()), WRITE);
    topics.profiles().ifPresent(this::profiles);
    reset();
  }

  private void deadLetters() {
    Resource deadLetters = Resource.topic(topics.deadLetters().name());
    Resource parked = Resource.topic(topics.parked().name());
    for (String command : List.of("dlq list", "dlq show", "dlq replay")) {
      command(command, deadLetters, READ);
      command(command, parked, READ);
    }
    command("dlq list", Resource.topic(topics.operations().name()), READ);
    recorded("dlq show");
    command("dlq replay", parked, WRITE);
    control("dlq acknowledge");
  }

  /** Commands that write to fhir.replay, as fast as the application follows. */
  private void sending() {
    for (String command : List.of("dlq replay", "backfill", "reprocess", "reconcile")) {
      command(command, Resource.topic(topics.replay().name()), WRITE);
      command(command, Resource.topic(topics.operations().name()), READ);
      recorded(command);
      command(command, Resource.group(application), DESCRIBE);
      topics
          .withRole(TopicRole.INPUT)
          .forEach(topic -> command(command, Resource.topic(topic.name()), READ));
    }
    command("reprocess", Resource.topic(topics.deadLetters().name()), READ);
    command("reconcile", Resource.topic(topics.audit().name()), READ);
  }

  private void auditing() {
    List<Topic> written = new ArrayList<>(topics.permitted().values());
    written.add(topics.alerts());
    topics.alertsFhir().ifPresent(written::add);
    written.addAll(List.of(topics.review(), topics.deadLetters()));
    for (String command : List.of("audit verify", "audit trace", "audit disclosures")) {
      command(command, Resource.topic(topics.audit().name()), READ);
      command(command, Resource.topic(topics.operations().name()), READ);
    }
    for (String command : List.of("audit verify", "audit trace")) {
      written.forEach(topic -> command(command, Resource.topic(topic.name()), READ));
    }
    for (String command : List.of("audit verify", "audit head")) {
      command(command, Resource.topic(topics.audit().name()), READ);
      command(command, Resource.group(application), DESCRIBE);
      topics
          .withRole(TopicRole.INPUT)
          .forEach(topic -> command(command, Resource.topic(topic.name()), READ));
      written.forEach(topic -> command(command, Resource.topic(topic.name()), DESCRIBE));
      command(command, Resource.topic(topics.operations().name()), DESCRIBE);
    }
  }

  private void profiles(Topic profiles) {
    Resource resource = Resource.topic(profiles.name());
    command("profile active", resource, READ);
    command("profile publish", resource, READ, WRITE);
    recorded("profile publish");
  }

  private void reset() {
    control("reset");
    command("reset", Resource.group(application), READ);
    topics
        .withRole(TopicRole.INPUT)
        .forEach(topic -> command("reset", Resource.topic(topic.name()), READ));
    // Acknowledgements may be switched off by now.
    Stream.concat(StoreNames.all().stream(), StoreNames.ofAcknowledgements().stream())
        .forEach(store -> command("reset", changelog(store), DESCRIBE, DELETE));
  }

  /** A command that leaves a record in vigil.operations. */
  private void recorded(String command) {
    command(command, Resource.topic(topics.operations().name()), WRITE);
    command(command, Resource.transactionalId(transactionalId(application, command)), WRITE);
  }

  /** A command that decides whether instances may start. */
  private void control(String command) {
    command(command, Resource.topic(topics.control().name()), READ, WRITE);
    recorded(command);
  }

  /**
   * The transactional id of a command: one for all who run it on an application.
   *
   * @param command as it is typed, for example {@code profile publish}
   */
  public static String transactionalId(String applicationId, String command) {
    return applicationId + "-" + command.replace(' ', '-');
  }

  private Resource changelog(String store) {
    return Resource.topic(StoreNames.changelog(application, store));
  }

  /** All topics that somebody creates before the first run. */
  private List<Topic> created() {
    return topics.all().stream().filter(topic -> topic.role() != TopicRole.INTERNAL).toList();
  }

  private void command(String command, Resource resource, Operation... operations) {
    add(OPERATOR, resource, command, operations);
  }

  private void add(String role, Resource resource, String why, Operation... operations) {
    for (Operation operation : operations) {
      List<String> reasons =
          needed.computeIfAbsent(new Key(role, resource, operation), key -> new ArrayList<>());
      if (!reasons.contains(why)) {
        reasons.add(why);
      }
    }
  }
}
