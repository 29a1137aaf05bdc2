package dev.vigil.topology.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of instances that are gone. What this instance writes to a partition that
 * it took over stays unread behind the open transaction of the one before, until the brokers give
 * that up: transaction.timeout.ms, and up to ten seconds more until they look. Nobody else may have
 * a transaction open there: whoever gives a partition up in order commits first, and who did not is
 * fenced by this, as by its lost place in the group.
 */
final class AbandonedTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

  /** Older than any commit that is merely slow; younger than a session. */
  private static final long ABANDONED_AFTER_MILLIS = 2_000;

  private final ClusterAdmin cluster;
  private final String applicationId;
  private final String own;

  /**
   * For one instance.
   *
   * @param processId by which Kafka Streams names this instance's transactions
   */
  AbandonedTransactions(ClusterAdmin cluster, String applicationId, String processId) {
    this.cluster = cluster;
    this.applicationId = applicationId;
    this.own = applicationId + "-" + processId + "-";
  }

  /**
   * Ends those that others have open on these partitions.
   *
   * @param written partitions that this instance alone may write to now
   * @return how many it ended
   * @throws VigilException if the brokers do not answer, or do not allow it
   */
  int end(Set<TopicPartition> written) {
    List<String> candidates =
        cluster
            .answer(
                cluster
                    .admin()
                    .listTransactions(
                        new ListTransactionsOptions()
                            .filterOnTransactionalIdPattern(
                                Pattern.quote(applicationId + "-") + ".*")
                            .filterStates(Set.of(TransactionState.ONGOING))
                            .filterOnDuration(ABANDONED_AFTER_MILLIS))
                    .all())
            .stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> !id.startsWith(own))
            .toList();
    if (candidates.isEmpty()) {
      return 0;
    }
    Map<String, TransactionDescription> described =
        cluster.answer(cluster.admin().describeTransactions(candidates).all());
    Set<String> abandoned =
        described.entrySet().stream()
            .filter(
                entry -> entry.getValue().topicPartitions().stream().anyMatch(written::contains))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (!abandoned.isEmpty()) {
      cluster.answer(cluster.admin().fenceProducers(abandoned).all());
      LOG.info("Ended {} transactions that an instance before left open", abandoned.size());
    }
    return abandoned.size();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
