package dev.vigil.fault.verdict;

/** Takes, in order, what is or must be written. */
public interface TokenSink {
  /**
   * One record.
   *
   * @param token what counts of it; starts with the offset of the input record that caused it
   */
  void take(Group group, String token);
}
