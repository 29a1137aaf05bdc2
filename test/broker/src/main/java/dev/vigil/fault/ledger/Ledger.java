package dev.vigil.fault.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was sent, and what the brokers acknowledged of it: where it stands, and when. Times are
 * those of the clock that the sender was given, in nanoseconds. Safe for use by several threads.
 */
public final class Ledger {
  /** No event, or no time. */
  public static final long NONE = -1;

  private static final int FIRST = 1 << 12;

  private final int[][] numbers;
  private final int[] ends;
  private long[] sentAt = new long[FIRST];
  private long[] acknowledgedAt = new long[FIRST];
  private int sent;
  private int acknowledged;
  private final List<Integer> placeUnknown = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Twice> twice = new ArrayList<>();

  /**
   * A record that was given up.
   *
   * @param error simple name of the exception
   */
  public record Refusal(int number, String error) {}

  /** One place that was acknowledged for two events. */
  public record Twice(int partition, long offset, int first, int second) {}

  /** For a topic of so many partitions. */
  public Ledger(int partitions) {
    this.numbers = new int[partitions][FIRST];
    this.ends = new int[partitions];
    for (int[] ofPartition : numbers) {
      Arrays.fill(ofPartition, (int) NONE);
    }
    Arrays.fill(acknowledgedAt, NONE);
  }

  /** How many partitions the topic has. */
  public int partitions() {
    return ends.length;
  }

  /** An event was handed to the producer. */
  public synchronized void sent(int number, long at) {
    if (number >= sentAt.length) {
      int length = Math.max(number + 1, sentAt.length * 2);
      int before = sentAt.length;
      sentAt = Arrays.copyOf(sentAt, length);
      acknowledgedAt = Arrays.copyOf(acknowledgedAt, length);
      Arrays.fill(acknowledgedAt, before, length, NONE);
    }
    sentAt[number] = at;
    sent++;
  }

  /**
   * An acknowledgement.
   *
   * @param offset {@link #NONE}: the brokers have the record and do not say where
   */
  public synchronized void acknowledged(int number, int partition, long offset, long at) {
    acknowledgedAt[number] = at;
    acknowledged++;
    if (offset == NONE) {
      placeUnknown.add(number);
      return;
    }
    int index = Math.toIntExact(offset);
    int[] ofPartition = numbers[partition];
    if (index >= ofPartition.length) {
      int before = ofPartition.length;
      ofPartition = Arrays.copyOf(ofPartition, Math.max(index + 1, before * 2));
      Arrays.fill(ofPartition, before, ofPartition.length, (int) NONE);
      numbers[partition] = ofPartition;
    }
    if (ofPartition[index] == NONE) {
      ofPartition[index] = number;
    } else {
      twice.add(new Twice(partition, offset, ofPartition[index], number));
    }
    ends[partition] = Math.max(ends[partition], index + 1);
  }

  /**
   * An event was given up.
   *
   * @param error simple name of the exception
   */
  public synchronized void refused(int number, String error) {
    refusals.add(new Refusal(number, error));
  }

  /** How many events were handed to the producer. */
  public synchronized int sent() {
    return sent;
  }

  /** How many events were acknowledged. */
  public synchronized int acknowledged() {
    return acknowledged;
  }

  /** How many events have neither been acknowledged nor given up. */
  public synchronized int pending() {
    return sent - acknowledged - refusals.size();
  }

  /** The first offset of a partition beyond all that were acknowledged. */
  public synchronized long end(int partition) {
    return ends[partition];
  }

  /** Number of the event that was acknowledged at a place; {@link #NONE}: none. */
  public synchronized int number(int partition, long offset) {
    return offset >= 0 && offset < ends[partition] ? numbers[partition][(int) offset] : (int) NONE;
  }

  /** When the event at a place was acknowledged; {@link #NONE}: it was not, or not yet. */
  public synchronized long acknowledgedAt(int partition, long offset) {
    int number = number(partition, offset);
    return number == NONE ? NONE : acknowledgedAt[number];
  }

  /** When the event at a place was handed to the producer; {@link #NONE}: none stands there. */
  public synchronized long sentAt(int partition, long offset) {
    int number = number(partition, offset);
    return number == NONE ? NONE : sentAt[number];
  }

  /** Events that the brokers have, but did not say where. */
  public synchronized List<Integer> placeUnknown() {
    return List.copyOf(placeUnknown);
  }

  /** What was given up. */
  public synchronized List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** Places that were acknowledged twice. */
  public synchronized List<Twice> twice() {
    return List.copyOf(twice);
  }
}
