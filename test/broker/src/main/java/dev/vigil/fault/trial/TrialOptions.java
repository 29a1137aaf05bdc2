package dev.vigil.fault.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How faults are tried.
 *
 * @param directory for everything that is written, one below it for each trial
 * @param launcher of the packaged application
 * @param previous launcher of the release before, for the upgrade
 * @param partitions of the topics
 * @param rate events per second
 * @param before so long traffic flows before the fault, and again after it is worked off
 * @param seed of the traffic
 * @param brokers settings of the brokers, by Kafka's names, over the harness' own
 */
public record TrialOptions(
    Path directory,
    Path launcher,
    Optional<Path> previous,
    int partitions,
    int rate,
    Duration before,
    long seed,
    Map<String, String> brokers) {}
