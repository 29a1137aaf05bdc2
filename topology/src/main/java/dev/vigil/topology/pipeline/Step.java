package dev.vigil.topology.pipeline;

/** One step of the pipeline: completes its own part of a judgement, and nothing else. */
public interface Step {
  /** As in the drawing and in dead letters. */
  String name();

  /** Whether this step has anything to find out; most have not once the record is decided. */
  default boolean appliesTo(Judgement judgement) {
    return !judgement.isDecided();
  }

  /**
   * Completes the judgement. Whatever is thrown that is not Kafka's or the registry's becomes a
   * dead letter.
   */
  void complete(Judgement judgement);
}
