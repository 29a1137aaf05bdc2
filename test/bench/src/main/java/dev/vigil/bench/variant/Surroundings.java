package dev.vigil.bench.variant;

import java.nio.file.Path;

/**
 * Where a pipeline runs.
 *
 * @param bootstrapServers the broker
 * @param registryUrl the schema registry
 * @param prefix before the names of its topics
 * @param applicationId a new one for each process, so that it begins with empty state
 * @param stateDirectory for its stores
 * @param threads stream threads
 */
public record Surroundings(
    String bootstrapServers,
    String registryUrl,
    String prefix,
    String applicationId,
    Path stateDirectory,
    int threads) {}
