package dev.vigil.topology.runtime.audit.verify;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one partition says of input records: for each block of their offsets how many, and the sum
 * of their fingerprints, whatever the order. A block takes about 150 bytes, however full it is.
 */
final class BlockSums implements Said {
  private final Fingerprints fingerprints;
  private final Map<Block, Sum> sums = new HashMap<>();
  private final int channels;
  private final @Nullable Sum[] newest;

  /**
   * Nothing said yet.
   *
   * @param inputs how many input topics there are
   * @param channels how many channels
   */
  BlockSums(Fingerprints fingerprints, int inputs, int channels) {
    this.fingerprints = fingerprints;
    this.channels = channels;
    this.newest = new Sum[inputs * channels];
  }

  /**
   * 65,536 offsets of an input partition, as one kind of record speaks of them.
   *
   * @param input index of the input topic
   * @param partition of the input topic
   * @param channel 0: that they are there; else index of the output that they led to
   * @param number offset divided by 65,536
   */
  record Block(int input, int partition, int channel, long number) {
    long first() {
      return number << Fingerprints.BLOCK_BITS;
    }

    /** The first offset that is beyond. */
    long end() {
      return (number + 1) << Fingerprints.BLOCK_BITS;
    }
  }

  /** Mutable, for speed. */
  static final class Sum {
    final Block block;
    long count;
    long low;
    long high;

    /** Offsets, in the partition that was read, of the first and the last record that spoke. */
    final long firstSaid;

    long lastSaid;

    Sum(Block block, long firstSaid) {
      this.block = block;
      this.firstSaid = firstSaid;
    }

    private void add(long times, long addLow, long addHigh) {
      count += times;
      for (long i = 0; i < times; i++) {
        low += addLow;
        high += addHigh + (Long.compareUnsigned(low, addLow) < 0 ? 1 : 0);
      }
    }

    private boolean is(int partition, long number) {
      return block.number == number && block.partition == partition;
    }
  }

  /**
   * An input record is spoken of.
   *
   * @param times how often; by an audit record that is hostile, at most 65,535
   * @param saidAt offset of the record that says so
   */
  @Override
  public void add(int input, int partition, int channel, long offset, int times, long saidAt) {
    Sum sum = sum(input, partition, channel, offset >>> Fingerprints.BLOCK_BITS, saidAt);
    sum.lastSaid = saidAt;
    sum.add(times, fingerprints.low(offset), fingerprints.high(offset));
  }

  Collection<Sum> all() {
    return sums.values();
  }

  /** Offsets come in order, so that nearly always it is the block asked for last. */
  private Sum sum(int input, int partition, int channel, long number, long saidAt) {
    int slot = input * channels + channel;
    Sum sum = newest[slot];
    if (sum == null || !sum.is(partition, number)) {
      sum =
          sums.computeIfAbsent(
              new Block(input, partition, channel, number), block -> new Sum(block, saidAt));
      newest[slot] = sum;
    }
    return sum;
  }
}
