package dev.vigil.topology.domain.health;

/**
 * One input of a partition.
 *
 * @param topic name of the input
 * @param waiting records that are in the log and not processed; markers of transactions may count
 * @param done the offset committed: the next record to process; -1: not known yet
 */
public record InputLook(String topic, long waiting, long done) {}
