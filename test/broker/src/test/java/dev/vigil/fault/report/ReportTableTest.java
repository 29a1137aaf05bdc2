package dev.vigil.fault.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.trial.TrialResult;
import dev.vigil.fault.trial.TrialResult.End;
import dev.vigil.fault.verdict.Guarantee;
import dev.vigil.fault.verdict.Verdict;
import dev.vigil.fault.watch.Recovery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person reads of a trial. */
class ReportTableTest {
  private static final Recovery RECOVERY =
      new Recovery(Duration.ofMillis(2_500), 1, Map.of(), Map.of(), null, 10, 1_234, null);

  private static TrialResult result(
      End end, String reason, Map<Guarantee, List<String>> findings, List<Integer> unexpected) {
    return new TrialResult(
        "trial",
        end,
        reason,
        Optional.of(new Verdict(5_000, Map.of(), 0, findings)),
        Map.of("instance-lost", RECOVERY),
        Map.of("vigil-1", List.of(137)),
        unexpected,
        Duration.ofSeconds(90));
  }

  @Test
  void whatHeldSaysHowQuicklyItWentOn() {
    assertThat(ReportTable.rows(result(End.HELD, "", Map.of(), List.of())))
        .containsExactly(
            "| instance-lost | held | 5,000 | not | 2.5 s | 1,234 | not | vigil-1 [137] |");
  }

  @Test
  void whatBrokeNamesTheGuaranteeAndTheExit() {
    TrialResult broken =
        result(
            End.BROKEN, "", Map.of(Guarantee.NO_LOSS, List.of("p0001: missing e7")), List.of(10));

    assertThat(ReportTable.rows(broken).get(0))
        .contains("**broken**: no loss, unexpected exits [10]");
    assertThat(ReportTable.details(broken)).containsExactly("no loss: p0001: missing e7");
  }

  @Test
  void whatWasNotTriedSaysWhatItNeeds() {
    TrialResult untried =
        new TrialResult(
            "clock-off",
            End.NOT_TRIED,
            "needs Debian's libfaketime",
            Optional.empty(),
            Map.of(),
            Map.of(),
            List.of(),
            Duration.ZERO);

    assertThat(ReportTable.rows(untried).get(0))
        .startsWith("| clock-off | not tried: needs Debian's libfaketime |");
  }
}
