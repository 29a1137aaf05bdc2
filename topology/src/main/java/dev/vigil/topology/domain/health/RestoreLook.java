package dev.vigil.topology.domain.health;

import java.util.Set;

/**
 * State that is being read from changelogs, since a restore began that is not complete yet.
 *
 * @param partitions that cannot be processed meanwhile
 * @param changelogs how many are not complete
 * @param restored offsets passed
 * @param total offsets to pass, those passed included
 */
public record RestoreLook(Set<Integer> partitions, int changelogs, long restored, long total) {
  /** Nothing is restored. */
  public static final RestoreLook NONE = new RestoreLook(Set.of(), 0, 0, 0);

  public RestoreLook {
    partitions = Set.copyOf(partitions);
  }

  /** Whether anything is restored now. */
  public boolean isUnderWay() {
    return changelogs > 0;
  }

  /** How much is done, 0 to 100. */
  public int percent() {
    return total <= 0 ? 100 : (int) Math.min(100, restored * 100 / total);
  }
}
