package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Chains audit records by hash, one chain per input topic and partition: an edited or missing
 * record breaks it.
 */
final class AuditChain {
  private static final int HASH_BYTES = 32;

  /** The wire format's prefix is not part of the record. */
  private static final int PREFIX_BYTES = 5;

  private final KeyValueStore<String, byte[]> heads;
  private final AvroStateCodec<AuditHead> codec =
      new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema());
  private final WireFormat<AuditRecord> format;
  private final MessageDigest sha256;

  /**
   * Continues the chains whose ends a store holds.
   *
   * @param heads the end of each chain, by input topic; a store belongs to one partition
   */
  AuditChain(KeyValueStore<String, byte[]> heads, WireFormat<AuditRecord> format) {
    this.heads = heads;
    this.format = format;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * A link that is not part of the chain yet.
   *
   * @param encoded the audit record, ready to be written
   * @param head the end of the chain once it is
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Link(byte[] encoded, AuditHead head) {}

  /** Encodes a record as the chain's next link; all its fields but those of the chain are set. */
  Link link(AuditRecord record) {
    byte @Nullable [] stored = heads.get(record.getTopic());
    if (stored != null) {
      AuditHead head = codec.decode(stored);
      record.setPreviousOffset(head.getOffset());
      record.setPreviousHash(head.getHash());
    }
    record.setHash(ByteBuffer.allocate(HASH_BYTES));
    byte[] encoded = format.encode(record);
    // The hash is the last field, its bytes are the encoding's last; before them stands their
    // length in one byte. All before that is what is hashed.
    int hashed = encoded.length - HASH_BYTES - 1;
    sha256.update(encoded, PREFIX_BYTES, hashed - PREFIX_BYTES);
    byte[] hash = sha256.digest();
    System.arraycopy(hash, 0, encoded, encoded.length - HASH_BYTES, HASH_BYTES);
    return new Link(encoded, new AuditHead(record.getOffset(), ByteBuffer.wrap(hash)));
  }

  /** Makes the link the chain's end. */
  void append(String topic, Link link) {
    heads.put(topic, codec.encode(link.head()));
  }
}
