package dev.vigil.topology.domain.health;

/**
 * The inputs of one partition, which one thread processes.
 *
 * @param partition number of the partition in each input
 * @param waiting records that are in the log and not processed; markers of transactions may count
 * @param done offsets committed, of all inputs together; grows with whatever is processed
 * @param taken records that its thread has begun since the task came here, committed or not
 * @param thread whose task it is
 */
public record TaskLook(int partition, long waiting, long done, long taken, ThreadLook thread) {}
