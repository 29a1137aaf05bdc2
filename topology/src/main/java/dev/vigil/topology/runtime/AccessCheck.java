package dev.vigil.topology.runtime;

import dev.vigil.config.VigilConfig;
import dev.vigil.config.access.Acl;
import dev.vigil.config.access.AclCatalogue;
import dev.vigil.config.access.Operation;
import dev.vigil.config.access.Resource.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the brokers let this application do all that it must: asked, not tried, so that what is
 * missing is known before the first record and by its name. Brokers that check nothing allow all.
 */
final class AccessCheck {
  private final AclCatalogue catalogue;
  private final String applicationId;
  private final ClusterAdmin cluster;

  AccessCheck(VigilConfig config, ClusterAdmin cluster) {
    this.catalogue = new AclCatalogue(config);
    this.applicationId = config.applicationId();
    this.cluster = cluster;
  }

  /**
   * What the brokers said.
   *
   * @param servers their addresses
   * @param missing what they do not allow
   * @param complete whether that is all; else there are internal topics that do not exist yet, of
   *     which they tell only whether they may be created
   */
  record Findings(String servers, List<Acl> missing, boolean complete) {

    /** A line for each thing that is missing. */
    List<String> lines() {
      return missing.stream()
          .map(
              acl ->
                  "The brokers at %s do not allow %s on %s: allow it (%s); vigil topics print --acls lists all that is needed"
                      .formatted(
                          servers,
                          acl.operation().kafkaName(),
                          acl.resource(),
                          String.join(", ", acl.needed())))
          .toList();
    }
  }

  /**
   * Refuses to go on with less than is needed.
   *
   * @throws VigilException with {@link ExitCode#BROKER}, a line for each thing that is missing
   */
  void require() {
    Findings findings = look();
    if (!findings.missing().isEmpty()) {
      throw new VigilException(ExitCode.BROKER, findings.lines(), null);
    }
  }

  /**
   * Asks.
   *
   * @throws VigilException if the brokers do not answer
   */
  Findings look() {
    List<Acl> missing = new ArrayList<>();
    boolean complete = topics(missing);
    group(missing);
    transactions(missing);
    return new Findings(cluster.servers(), List.copyOf(missing), complete);
  }

  private List<Acl> needed(Kind kind) {
    return catalogue.of(AclCatalogue.APPLICATION).stream()
        .filter(acl -> acl.resource().kind() == kind)
        .toList();
  }

  private boolean topics(List<Acl> missing) {
    List<Acl> needed = needed(Kind.TOPIC);
    List<String> names = needed.stream().map(acl -> acl.resource().name()).distinct().toList();
    List<Acl> toCreate = new ArrayList<>();
    cluster
        .admin()
        .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .topicNameValues()
        .forEach(
            (name, future) -> {
              List<Acl> ofTopic =
                  needed.stream().filter(acl -> acl.resource().name().equals(name)).toList();
              try {
                Set<AclOperation> allowed = cluster.answer(future).authorizedOperations();
                // What is there need not be created.
                missing.addAll(
                    select(
                        ofTopic,
                        operation -> operation != Operation.CREATE && !isIn(operation, allowed)));
              } catch (VigilException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                  toCreate.addAll(select(ofTopic, operation -> operation == Operation.CREATE));
                } else if (e.getCause() instanceof AuthorizationException) {
                  missing.addAll(select(ofTopic, AccessCheck::showsTopic));
                } else {
                  throw e;
                }
              }
            });
    missing.addAll(notToBeCreated(toCreate));
    return toCreate.isEmpty();
  }

  private static List<Acl> select(List<Acl> acls, Predicate<Operation> which) {
    return acls.stream().filter(acl -> which.test(acl.operation())).toList();
  }

  /** Without any of these the brokers do not even say whether a topic is there. */
  private static boolean showsTopic(Operation operation) {
    return operation == Operation.DESCRIBE || operation.impliesDescribe();
  }

  /** Brokers that do not say what is allowed say null, and are believed to allow it. */
  private static boolean isIn(Operation operation, @Nullable Set<AclOperation> allowed) {
    return allowed == null || allowed.contains(AclOperation.valueOf(operation.name()));
  }

  /** Asks without creating; what else may speak against it, Kafka Streams will say. */
  private List<Acl> notToBeCreated(List<Acl> toCreate) {
    if (toCreate.isEmpty()) {
      return List.of();
    }
    List<NewTopic> topics =
        toCreate.stream()
            .map(acl -> new NewTopic(acl.resource().name(), Optional.empty(), Optional.empty()))
            .toList();
    Set<String> refused =
        cluster
            .admin()
            .createTopics(topics, new CreateTopicsOptions().validateOnly(true))
            .values()
            .entrySet()
            .stream()
            .filter(created -> isRefused(created.getValue()))
            .map(created -> created.getKey())
            .collect(Collectors.toSet());
    return toCreate.stream().filter(acl -> refused.contains(acl.resource().name())).toList();
  }

  private boolean isRefused(KafkaFuture<?> future) {
    try {
      cluster.answer(future);
      return false;
    } catch (VigilException e) {
      return e.getCause() instanceof AuthorizationException;
    }
  }

  private void group(List<Acl> missing) {
    List<Acl> needed = needed(Kind.GROUP);
    try {
      cluster
          .answerUnless(
              cluster
                  .admin()
                  .describeConsumerGroups(
                      List.of(applicationId),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .all(),
              GroupIdNotFoundException.class)
          .map(groups -> groups.get(applicationId))
          .ifPresent(
              group ->
                  missing.addAll(
                      select(needed, operation -> !isIn(operation, group.authorizedOperations()))));
    } catch (VigilException e) {
      missing.addAll(denied(e, needed));
    }
  }

  private void transactions(List<Acl> missing) {
    List<Acl> needed = needed(Kind.TRANSACTIONAL_ID);
    // One that nobody uses: whether it may be asked about is what counts.
    String name = applicationId + "-access-check";
    try {
      cluster.answerUnless(
          cluster.admin().describeTransactions(List.of(name)).all(),
          TransactionalIdNotFoundException.class);
    } catch (VigilException e) {
      missing.addAll(denied(e, needed));
    }
  }

  private static List<Acl> denied(VigilException answer, List<Acl> needed) {
    if (answer.getCause() instanceof AuthorizationException) {
      return needed;
    }
    throw answer;
  }
}
