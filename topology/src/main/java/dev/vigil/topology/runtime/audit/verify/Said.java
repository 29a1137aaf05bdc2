package dev.vigil.topology.runtime.audit.verify;

/** Takes what records say of input records. */
interface Said {
  /**
   * An input record is spoken of.
   *
   * @param input index of the input topic
   * @param channel how, see {@link Channels}
   * @param times how often
   * @param saidAt offset of the record that says so
   */
  void add(int input, int partition, int channel, long offset, int times, long saidAt);
}
