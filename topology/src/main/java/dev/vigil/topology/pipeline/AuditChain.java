package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Chains audit records by hash, one chain per input topic and partition: an edited or missing
 * record breaks it.
 */
final class AuditChain {
  private final KeyValueStore<String, byte[]> heads;
  private final AvroStateCodec<AuditHead> codec =
      new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema());
  private final WireFormat<AuditRecord> format;
  private final AuditHash sha256 = new AuditHash();

  /**
   * Continues the chains whose ends a store holds.
   *
   * @param heads the end of each chain, by input topic; a store belongs to one partition
   */
  AuditChain(KeyValueStore<String, byte[]> heads, WireFormat<AuditRecord> format) {
    this.heads = heads;
    this.format = format;
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
    record.setHash(ByteBuffer.allocate(AuditHash.BYTES));
    byte[] encoded = format.encode(record);
    byte[] hash = sha256.of(encoded);
    System.arraycopy(hash, 0, encoded, encoded.length - AuditHash.BYTES, AuditHash.BYTES);
    return new Link(encoded, new AuditHead(record.getOffset(), ByteBuffer.wrap(hash)));
  }

  /** Makes the link the chain's end. */
  void append(String topic, Link link) {
    heads.put(topic, codec.encode(link.head()));
  }
}
