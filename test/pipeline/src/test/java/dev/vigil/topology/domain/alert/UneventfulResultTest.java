package dev.vigil.topology.domain.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A result for which the life cycle is not asked would have got no other answer from it. */
class UneventfulResultTest {
  private static final Circumstances NOW = SampleCircumstances.USUAL;

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      names = {"NORMAL", "NOT_COVERED"})
  void comesToNothing(Outcome outcome) {
    LabJudgement lab = judgement(outcome, null);

    assertThat(lab.isUneventful()).isTrue();
    HeldJudgement held = AlertLifeCycle.hold(lab, null, NOW);
    assertThat(held.judgement()).isEqualTo(lab);
    assertThat(AlertLifeCycle.judged(Known.alone(null), held, NOW))
        .isEqualTo(AlertDecision.NOTHING);
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NORMAL", "NOT_COVERED"})
  void isNoneThatSomebodyIsToldOf(Outcome outcome) {
    assertThat(judgement(outcome, null).isUneventful()).isFalse();
  }

  @Test
  void isNoneThatWasWithdrawn() {
    assertThat(judgement(Outcome.NOT_COVERED, "cancelled").isUneventful()).isFalse();
  }

  private static LabJudgement judgement(Outcome outcome, @Nullable String withdrawn) {
    Finding other = new Finding("2951-2", Outcome.NOT_COVERED, "code-not-covered", "2951-2");
    Finding finding = new Finding("2823-3", outcome, "any-reason", "2823-3");
    return new LabJudgement(
        List.of(other, finding), withdrawn, false, "final", null, null, null, null);
  }
}
