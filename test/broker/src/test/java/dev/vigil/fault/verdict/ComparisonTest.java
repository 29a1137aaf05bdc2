package dev.vigil.fault.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.ledger.EventOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault that is planted in what was written is found, named, and speaks against the right. */
class ComparisonTest {
  private static final int INDEX = 7;

  private final Expected expected =
      ModelRun.of(EventOptions.of(5).withPatients(20).withMisplaced(20), 4_000, List.of());
  private final PlantedFault planted = new PlantedFault(expected);

  @Test
  void findsNothingWhereThereIsNothing() {
    Comparison comparison = Comparison.of(expected, expected);

    assertThat(comparison.differing()).isZero();
    assertThat(comparison.groups()).isGreaterThan(80);
    assertThat(broken(comparison)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Output.class)
  void namesWhatIsLost(Output output) {
    Comparison comparison = Comparison.of(expected, planted.lose(output, INDEX));

    Difference difference = only(comparison, output);
    assertThat(difference.missing().first()).containsExactly(token(output));
    assertThat(difference.misplaced().count()).isZero();
    assertThat(broken(comparison))
        .containsExactlyInAnyOrderElementsOf(
            with(output, Guarantee.NO_LOSS, Guarantee.ALERTS_COMPLETE));
  }

  @ParameterizedTest
  @EnumSource(Output.class)
  void namesWhatIsDoubled(Output output) {
    Comparison comparison = Comparison.of(expected, planted.repeat(output, INDEX));

    Difference difference = only(comparison, output);
    assertThat(difference.doubled().first()).containsExactly(token(output));
    assertThat(broken(comparison))
        .containsExactlyInAnyOrderElementsOf(
            with(output, Guarantee.NO_DUPLICATE, Guarantee.ALERTS_NOT_DOUBLED));
  }

  @ParameterizedTest
  @EnumSource(Output.class)
  void namesWhatIsOutOfOrder(Output output) {
    Comparison comparison = Comparison.of(expected, planted.swap(output, INDEX));

    Difference difference = only(comparison, output);
    assertThat(difference.misplaced().count()).isEqualTo(2);
    assertThat(difference.misplaced().first()).contains(token(output));
    assertThat(difference.missing().count()).isZero();
    assertThat(difference.expected()).isNotEqualTo(difference.written());
    assertThat(broken(comparison))
        .containsExactlyInAnyOrderElementsOf(with(output, Guarantee.NO_REORDERING, null));
  }

  @ParameterizedTest
  @EnumSource(Output.class)
  void namesWhatNothingCaused(Output output) {
    Comparison comparison = Comparison.of(expected, planted.add(output, INDEX, "-1 nothing"));

    assertThat(only(comparison, output).unexpected().first()).containsExactly("-1 nothing");
    assertThat(broken(comparison))
        .containsExactlyInAnyOrderElementsOf(
            with(output, Guarantee.NOTHING_ELSE, Guarantee.ALERTS_NOT_DOUBLED));
  }

  private static Difference only(Comparison comparison, Output output) {
    assertThat(comparison.differing()).isOne();
    assertThat(comparison.differences()).hasSize(1);
    Difference difference = comparison.differences().get(0);
    assertThat(difference.group().output()).isEqualTo(output);
    return difference;
  }

  /** The record that is planted on. */
  private String token(Output output) {
    List<String> found = new ArrayList<>();
    int[] count = {0};
    expected.tell(
        (group, token) -> {
          if (group.output() == output && count[0]++ == INDEX) {
            found.add(token);
          }
        });
    return found.get(0);
  }

  private static Set<Guarantee> with(
      Output output, Guarantee general, @Nullable Guarantee ofAlerts) {
    Set<Guarantee> broken = EnumSet.of(general);
    switch (output) {
      case AUDIT -> broken.add(Guarantee.ONE_AUDIT_RECORD_EACH);
      case DEAD_LETTERS -> broken.add(Guarantee.DEAD_LETTERS);
      case ALERTS -> {
        if (ofAlerts != null) {
          broken.add(ofAlerts);
        }
      }
      default -> {}
    }
    return broken;
  }

  private static Set<Guarantee> broken(Comparison comparison) {
    Verdict.Builder builder = new Verdict.Builder();
    builder.take(comparison);
    Verdict verdict = builder.verdict(0, comparison);
    Set<Guarantee> broken = EnumSet.noneOf(Guarantee.class);
    for (Guarantee guarantee : Guarantee.values()) {
      if (!verdict.isProven(guarantee)) {
        broken.add(guarantee);
      }
    }
    return broken;
  }
}
