package dev.vigil.topology.runtime.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.runtime.backfill.ChangeEvents.Made;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent first, and what is left for another reading. */
class OldestFirstTest {
  private static final List<OldestFirst.Waiting> AS_A_HISTORY_HAS_THEM =
      List.of(
          waiting("Consent", "c1", 5, -1),
          waiting("Observation", "o2", 4, -2),
          waiting("Observation", "o1-later", 3, -3),
          waiting("Observation", "o1", 3, -4),
          waiting("Observation", "o0", 1, -5));

  @Test
  void consentsThenTheOldestWhateverThePagesOrder() {
    OldestFirst all = new OldestFirst(1_000);
    AS_A_HISTORY_HAS_THEM.forEach(all::add);

    assertThat(ids(all)).containsExactly("c1", "o0", "o1", "o1-later", "o2");
    assertThat(all.isComplete()).isTrue();
  }

  @Test
  void whatDoesNotFitIsTheNewest() {
    OldestFirst some = new OldestFirst(30);
    AS_A_HISTORY_HAS_THEM.forEach(some::add);

    assertThat(ids(some)).containsExactly("c1", "o0", "o1");
    assertThat(some.isComplete()).isFalse();
  }

  @Test
  void oneIsKeptHoweverLargeItIs() {
    OldestFirst one = new OldestFirst(1);
    AS_A_HISTORY_HAS_THEM.forEach(one::add);

    assertThat(ids(one)).containsExactly("c1");
  }

  private static List<String> ids(OldestFirst kept) {
    return kept.inOrder().stream().map(one -> one.change().id()).toList();
  }

  private static OldestFirst.Waiting waiting(String type, String id, long second, long place) {
    return new OldestFirst.Waiting(
        new ServerChange(type, id, "1", Instant.ofEpochSecond(second), false, null),
        "p1",
        place,
        new Made(new byte[2], new byte[8]));
  }
}
