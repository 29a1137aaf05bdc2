package dev.vigil.topology.runtime.audit.verify;

/**
 * The end of a chain, as it was once.
 *
 * @param topic input topic
 * @param partition input partition
 * @param offset input offset of the newest audit record
 * @param hash its hash, in hexadecimal digits
 */
public record Head(String topic, int partition, long offset, String hash) {}
