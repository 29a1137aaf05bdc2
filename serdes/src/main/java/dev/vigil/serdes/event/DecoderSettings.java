package dev.vigil.serdes.event;

/**
 * What the decoder must know of its surroundings.
 *
 * @param maxValueBytes larger values are dead letters
 * @param maxDepth deeper JSON is a dead letter
 * @param partitioner how producers partition
 * @param partitions partition count of every input topic
 * @param tenants whether record keys start with the tenant
 * @param replayTopic the topic on which {@code vigil.*} headers are honoured
 */
public record DecoderSettings(
    int maxValueBytes,
    int maxDepth,
    InputPartitioner partitioner,
    int partitions,
    boolean tenants,
    String replayTopic) {}
