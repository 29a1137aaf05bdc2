package dev.vigil.fault.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.ledger.EventOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExpectedTest {
  private static final EventOptions OPTIONS =
      EventOptions.of(6).withPatients(40).withMisplaced(10).withLimits(400, 5_000);

  /** A run that never does something cannot prove that it is done rightly. */
  @Test
  void aRunHasAllThatCanHappen() {
    Map<String, Integer> seen = new TreeMap<>();
    List<String> kinds =
        List.of(
            "DUPLICATE",
            "event-id-conflict",
            "malformed-json",
            "wrong-partition",
            "too-large",
            "superseded",
            "id-only closed",
            "RAISED 1",
            "RAISED 3",
            "UPDATED",
            "RETRACTED",
            "stale-critical",
            "id-only-observation",
            "research 0",
            "research 1");
    ModelRun.of(OPTIONS, 5_000, List.of())
        .tell(
            (group, token) ->
                kinds.stream()
                    .filter(token::contains)
                    .forEach(kind -> seen.merge(kind, 1, Integer::sum)));

    assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(kinds);
    assertThat(seen.values()).allSatisfy(count -> assertThat(count).isGreaterThan(5));
  }

  @Test
  void nothingComesOfWhatWasDeletedUnread() {
    Skipped skipped = new Skipped(1, 100, 200);
    List<Long> audited = new ArrayList<>();
    ModelRun.of(OPTIONS, 2_000, List.of(skipped))
        .tell(
            (group, token) -> {
              if (group.equals(Group.audit(1))) {
                audited.add(Long.parseLong(token.substring(0, token.indexOf(' '))));
              }
            });

    assertThat(audited).startsWith(0L, 1L).contains(99L, 200L).doesNotContain(100L, 199L);
    assertThat(audited).isSorted().doesNotHaveDuplicates();
  }

  /** What is repeated or interrupted must be the same again. */
  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(sums(OPTIONS)).isEqualTo(sums(OPTIONS));
    assertThat(sums(EventOptions.of(7))).isNotEqualTo(sums(EventOptions.of(8)));
  }

  private static Map<Group, Checksums.Sum> sums(EventOptions options) {
    Checksums sums = new Checksums();
    ModelRun.of(options, 1_000, List.of()).tell(sums);
    return sums.sums();
  }
}
