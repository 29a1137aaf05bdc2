package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.AuditHead;
import dev.vigil.serdes.avro.AvroBuffer;
import dev.vigil.topology.pipeline.state.AvroStateCodec;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Chains audit records by hash, one chain per input topic and partition: an edited or missing
 * record breaks it.
 *
 * <p>The store is read once for each topic; from then on its content is known, because nobody else
 * writes to it. Where that ends, after an aborted transaction or on another instance, Kafka Streams
 * initialises {@link EmitProcessor} again, and that makes a new chain.
 */
final class AuditChain {
  private final KeyValueStore<String, byte[]> heads;
  private final AvroStateCodec<AuditHead> codec =
      new AvroStateCodec<>(AuditHead.class, AuditHead.getClassSchema());
  private final byte[] mark = AvroStateCodec.mark(AuditHead.getClassSchema());
  private final Map<String, Head> known = new HashMap<>();
  private final AvroBuffer buffer = new AvroBuffer();
  private final AuditHash sha256 = new AuditHash();

  /**
   * Continues the chains whose ends a store holds.
   *
   * @param heads the end of each chain, by input topic; a store belongs to one partition
   */
  AuditChain(KeyValueStore<String, byte[]> heads) {
    this.heads = heads;
  }

  /**
   * The end of a chain.
   *
   * @param offset of the input record audited last
   * @param hash of its audit record
   */
  // The array is made here and handed to the next record's encoding.
  @SuppressWarnings("ArrayRecordComponent")
  record Head(long offset, byte[] hash) {}

  /** What the next audit record must name as its predecessor; null: it is the first. */
  @Nullable Head head(String topic) {
    Head head = known.get(topic);
    return head == null ? stored(topic) : head;
  }

  private @Nullable Head stored(String topic) {
    byte @Nullable [] stored = heads.get(topic);
    if (stored == null) {
      return null;
    }
    AuditHead head = codec.decode(stored);
    byte[] hash = new byte[head.getHash().remaining()];
    head.getHash().get(hash);
    return new Head(head.getOffset(), hash);
  }

  /**
   * Puts the hash into an audit record that is complete otherwise; the chain itself stays as it is.
   *
   * @param offset of the input record
   * @return the chain's end once the record is written
   */
  Head link(long offset, byte[] encoded) {
    byte[] hash = sha256.of(encoded);
    System.arraycopy(hash, 0, encoded, encoded.length - AuditHash.BYTES, AuditHash.BYTES);
    return new Head(offset, hash);
  }

  /** Makes a link the chain's end. */
  void append(String topic, Head head) {
    // As the codec writes it, in the order of the schema's fields: done for every record.
    buffer.start(mark);
    buffer.writeLong(head.offset());
    buffer.writeBytes(head.hash());
    heads.put(topic, buffer.toBytes());
    known.put(topic, head);
  }
}
