package dev.vigil.topology.pipeline.state;

/**
 * The format of what the pipeline keeps: how keys and values of every store and changelog are
 * encoded, what the stores and their changelogs are called, and the number of the sub-topology that
 * holds them. Instances of two formats must not work on the same state.
 *
 * <p>{@code StateFormatTest} holds the code against the frozen bytes of each format and says what
 * to do when they differ.
 *
 * @param current what a build writes, 1 or more
 * @param oldestReadable the oldest that it reads; what is older needs {@code vigil reset}
 */
public record StateFormat(int current, int oldestReadable) {
  /** Of this build; 1 is the format of 0.1.0. Raised with every change of the bytes. */
  public static final StateFormat OF_THIS_BUILD = new StateFormat(1, 1);

  /** Whether a build goes on with state of a format. */
  public boolean isReadable(int format) {
    return format >= oldestReadable && format <= current;
  }

  /** For people: what it reads. */
  public String readable() {
    return oldestReadable == current
        ? "reads format " + current
        : "reads formats " + oldestReadable + " to " + current;
  }
}
