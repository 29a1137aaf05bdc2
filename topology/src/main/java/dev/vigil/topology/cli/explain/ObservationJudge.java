package dev.vigil.topology.cli.explain;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.alert.Staleness;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.ReceivedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules say of each value of an Observation, without a patient's history. */
public final class ObservationJudge {
  private final CriticalLabRules rules;
  private final Duration staleAfter;

  /**
   * For one profile.
   *
   * @param staleAfter age from which on a critical result is stale
   */
  public ObservationJudge(CriticalLabRules rules, Duration staleAfter) {
    this.rules = rules;
    this.staleAfter = staleAfter;
  }

  /**
   * Judges a resource of type Observation.
   *
   * @param name what the answers call it
   * @param birthDate of the patient; null: judged as an adult's
   * @param event when the change happened
   * @param at when it comes
   */
  public List<LabAnswer> judge(
      String name,
      FhirResource observation,
      @Nullable BirthDate birthDate,
      Instant event,
      Instant at) {
    LabJudgement judgement =
        rules.judge(observation, birthDate == null ? null : birthDate.date(), event);
    boolean stale = judgement.isCritical() && Staleness.isStale(judgement, event, at, staleAfter);
    List<ReceivedValue> values = ReceivedValue.of(observation, judgement);
    List<LabAnswer> answers = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      Finding finding = judgement.findings().get(i);
      answers.add(
          new LabAnswer(
              name,
              judgement,
              finding,
              values.get(i),
              stale && finding.outcome() == Finding.Outcome.CRITICAL,
              birthDate));
    }
    return answers;
  }
}
