package dev.vigil.fault.ledger;

/**
 * What the stream of events is like; the same options give the same stream.
 *
 * @param seed another gives another stream
 * @param patients how many there are, at most 10,000
 * @param hotShare percent of the events that concern the first patient beyond its share
 * @param avroShare percent of the events in Avro; as many again are CloudEvents
 * @param misplacedPerMille how many of a thousand go where librdkafka's default partitioner puts
 *     their key
 * @param limitEvery every so many events one is as large as allowed, or one byte larger, in turn;
 *     0: none
 * @param maxValueBytes the application's vigil.inputs.max-value-bytes
 */
public record EventOptions(
    long seed,
    int patients,
    int hotShare,
    int avroShare,
    int misplacedPerMille,
    int limitEvery,
    int maxValueBytes) {

  /** 200 patients, a fifth of the events in Avro, a fifth as CloudEvents, nothing special. */
  public static EventOptions of(long seed) {
    return new EventOptions(seed, 200, 0, 20, 0, 0, 1 << 20);
  }

  public EventOptions withPatients(int count) {
    return new EventOptions(
        seed, count, hotShare, avroShare, misplacedPerMille, limitEvery, maxValueBytes);
  }

  public EventOptions withHotShare(int percent) {
    return new EventOptions(
        seed, patients, percent, avroShare, misplacedPerMille, limitEvery, maxValueBytes);
  }

  public EventOptions withMisplaced(int perMille) {
    return new EventOptions(
        seed, patients, hotShare, avroShare, perMille, limitEvery, maxValueBytes);
  }

  public EventOptions withLimits(int every, int bytes) {
    return new EventOptions(seed, patients, hotShare, avroShare, misplacedPerMille, every, bytes);
  }
}
