package dev.vigil.topology.runtime;

import dev.vigil.config.VigilConfig;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else is in the application's consumer group, and whether they have copies of this instance's
 * stores: then its partitions are in better hands with them while it is away. Kafka's static
 * membership alone would let them wait for it, each time, until it is back.
 */
final class GroupMembership {
  private static final Logger LOG = LoggerFactory.getLogger(GroupMembership.class);

  private final VigilConfig config;

  GroupMembership(VigilConfig config) {
    this.config = config;
  }

  /** Whether another instance is there that can have copies of this one's stores. */
  boolean othersHaveCopies(ClusterAdmin cluster) {
    return config.standbyReplicas() > 0 && members(cluster).stream().anyMatch(this::isAnother);
  }

  /**
   * Takes what is left of this instance out of the group, if others can go on at once with their
   * copies: it has been killed, and would get its partitions back with nothing to go on with.
   */
  void leaveToOthers(ClusterAdmin cluster) {
    List<MemberToRemove> own =
        members(cluster).stream()
            .filter(member -> !isAnother(member))
            .flatMap(member -> member.groupInstanceId().stream())
            .map(MemberToRemove::new)
            .toList();
    if (own.isEmpty() || !othersHaveCopies(cluster)) {
      return;
    }
    // A member that has left by itself meanwhile is what was wanted.
    cluster.answerUnless(
        cluster
            .admin()
            .removeMembersFromConsumerGroup(
                config.applicationId(), new RemoveMembersFromConsumerGroupOptions(own))
            .all(),
        UnknownMemberIdException.class);
    LOG.info(
        "The last run did not end in order: its partitions go to the instances with copies until"
            + " this one's state is restored");
  }

  /** Kafka Streams appends the thread's number to the name. */
  private boolean isAnother(MemberDescription member) {
    Optional<String> own = config.instanceId();
    return own.isEmpty()
        || !member.groupInstanceId().orElse("").matches(Pattern.quote(own.get()) + "-\\d+");
  }

  private Collection<MemberDescription> members(ClusterAdmin cluster) {
    String group = config.applicationId();
    return cluster
        .answerUnless(
            cluster.admin().describeConsumerGroups(List.of(group)).all(),
            GroupIdNotFoundException.class)
        .map(groups -> groups.get(group))
        .map(ConsumerGroupDescription::members)
        .orElse(List.of());
  }
}
