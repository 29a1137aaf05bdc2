package dev.vigil.serdes.event;

/** Headers that a dead letter has beside its own. Names are a contract with operators' tools. */
public final class DeadLetterHeaders {
  /** All of them begin with it. */
  public static final String PREFIX = "vigil.dlq.";

  /** Code of the reason, see {@link DeadLetterReason}. */
  public static final String REASON = PREFIX + "reason";

  /** Code of the reason's category. */
  public static final String CATEGORY = PREFIX + "category";

  /** Where in the record the fault is; absent if nowhere in particular. Never content. */
  public static final String LOCATION = PREFIX + "location";

  /** Input topic of the record that failed; of a replay that failed again, fhir.replay. */
  public static final String TOPIC = PREFIX + "topic";

  /** Its partition. */
  public static final String PARTITION = PREFIX + "partition";

  /** Its offset. */
  public static final String OFFSET = PREFIX + "offset";

  /** Log-append time of the record when it failed first, milliseconds since 1970 UTC. */
  public static final String TIMESTAMP = PREFIX + "timestamp";

  /** Vigil's version. */
  public static final String VERSION = PREFIX + "version";

  /** How often the record was replayed; 0 for a first failure. */
  public static final String ATTEMPT = PREFIX + "attempt";

  /**
   * Key, value and headers of its own are left out: the topic takes no record that large. They
   * stand where {@link #TOPIC}, {@link #PARTITION} and {@link #OFFSET} say, as long as retention
   * leaves them there.
   */
  public static final String LEFT_OUT = PREFIX + "left-out";

  /**
   * The value is encrypted, in the way of this number; absent: the value is as it came. Its place
   * is {@link #TOPIC}, {@link #PARTITION}, {@link #OFFSET} and the key.
   */
  public static final String ENCRYPTED = PREFIX + "encrypted";

  private DeadLetterHeaders() {}
}
