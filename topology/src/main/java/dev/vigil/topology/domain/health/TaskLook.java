package dev.vigil.topology.domain.health;

import java.util.List;

/**
 * The inputs of one partition, which one thread processes.
 *
 * @param partition number of the partition in each input
 * @param inputs what waits in each
 * @param taken records that its thread has begun since the task came here, committed or not
 * @param thread whose task it is
 */
public record TaskLook(int partition, List<InputLook> inputs, long taken, ThreadLook thread) {
  public TaskLook {
    inputs = List.copyOf(inputs);
  }

  /** Records that wait, of all inputs. */
  public long waiting() {
    return inputs.stream().mapToLong(InputLook::waiting).sum();
  }

  /** Offsets committed, of all inputs together; grows with whatever is processed. */
  public long done() {
    return inputs.stream().mapToLong(input -> Math.max(0, input.done())).sum();
  }
}
