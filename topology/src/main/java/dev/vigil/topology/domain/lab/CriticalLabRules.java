package dev.vigil.topology.domain.lab;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.serdes.fhir.FhirDateTime;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.Observation;
import dev.vigil.serdes.fhir.Observation.Category;
import dev.vigil.serdes.fhir.ObservationHead;
import dev.vigil.serdes.fhir.ObservationReader;
import dev.vigil.serdes.fhir.ResultHead;
import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges Observations by a profile of critical values and by the laboratory's own flags. Every
 * value gets a finding with a reason: nothing turns into "normal" in silence. Thread-safe.
 */
public final class CriticalLabRules {
  private static final int LONGEST_STATUS = 40;
  private static final String UNKNOWN_STATUS = "unknown";

  private final CriticalValueProfile profile;
  private final FlagCodes flags;
  private final ResultJudge judge;

  /**
   * Rules of a profile.
   *
   * @param significantFlags whether the laboratory's flags HU and LU (significantly high and low)
   *     are critical, too
   */
  public CriticalLabRules(CriticalValueProfile profile, boolean significantFlags) {
    this(profile, new FlagCodes(significantFlags));
  }

  private CriticalLabRules(CriticalValueProfile profile, FlagCodes flags) {
    this.profile = profile;
    this.flags = flags;
    this.judge = new ResultJudge(profile, flags);
  }

  /** Rules of another profile, which take the laboratory's flags as these do. */
  public CriticalLabRules of(CriticalValueProfile other) {
    return new CriticalLabRules(other, flags);
  }

  /** Whose rules they are. */
  public CriticalValueProfile profile() {
    return profile;
  }

  /**
   * Judges an Observation.
   *
   * @param observation a resource of type Observation
   * @param birthDate the patient's FHIR date of birth, which may be partial; null if unknown
   * @param eventTime when the change happened: stands for the time of the specimen, give or take a
   *     day, if the Observation has neither effective[x] nor issued; null if unknown
   * @return a judgement; specimen and issue time, encounter and performer are read only if some
   *     value is covered by a rule, flagged or unreadable
   */
  public LabJudgement judge(
      FhirResource observation, @Nullable String birthDate, @Nullable Instant eventTime) {
    ObservationHead head = ObservationReader.look(observation);
    String status = status(head);
    switch (status) {
      case "registered" -> {
        return withoutResult(head, status, LabReasons.REGISTERED, null);
      }
      case "cancelled" -> {
        return withoutResult(head, status, LabReasons.CANCELLED, LabReasons.CANCELLED);
      }
      case "entered-in-error" -> {
        return withoutResult(
            head, status, LabReasons.ENTERED_IN_ERROR, LabReasons.ENTERED_IN_ERROR);
      }
      default -> {
        // There is a result, and it stands.
      }
    }
    if (isOutOfScope(head)) {
      boolean own = head.components().isEmpty() || ObservationReader.hasValue(observation);
      return new LabJudgement(
          notCovered(head, own), null, isPreliminary(status), status, null, null, null, null);
    }
    return judgeFully(
        observation, ObservationReader.read(observation, head), birthDate, eventTime, status);
  }

  private LabJudgement judgeFully(
      FhirResource resource,
      Observation observation,
      @Nullable String birthDate,
      @Nullable Instant eventTime,
      String status) {
    FhirDateTime specimen = observation.specimenTime();
    FhirDateTime issued = observation.issued();
    ResultJudge.Context context =
        new ResultJudge.Context(
            observation.category(),
            PatientAge.of(
                FhirDateTime.parse(birthDate), specimen == null ? issued : specimen, eventTime),
            StatedSpecimen.of(observation.specimen()));
    List<Finding> findings = findings(observation, context);
    return new LabJudgement(
        Remarks.added(findings, resource, observation),
        null,
        isPreliminary(status),
        status,
        instant(specimen),
        instant(issued),
        observation.encounter(),
        observation.performer());
  }

  private List<Finding> findings(Observation observation, ResultJudge.Context context) {
    ResultHead own = observation.head().result();
    List<Finding> findings = new ArrayList<>(1 + observation.components().size());
    boolean panel =
        !observation.components().isEmpty() && observation.value() instanceof ResultValue.Absent;
    if (!panel || judge.isRemarkable(own)) {
      findings.add(judge.judge(null, own, observation.value(), observation.dataAbsent(), context));
    }
    ComponentNames names = new ComponentNames();
    for (Observation.Component component : observation.components()) {
      ResultHead head = component.head();
      findings.add(
          judge.judge(names.of(head), head, component.value(), component.dataAbsent(), context));
    }
    if (observation.head().componentsMalformed() && context.category() != Category.OTHER) {
      findings.add(
          new Finding(names.unnamed(), Outcome.REVIEW, LabReasons.COMPONENTS_MALFORMED, null));
    }
    return findings;
  }

  /** As received; what cannot be a code is unknown. */
  private static String status(ObservationHead head) {
    String status = head.status();
    return status == null || status.isBlank() || status.length() > LONGEST_STATUS
        ? UNKNOWN_STATUS
        : status;
  }

  /** Also what has a status that nobody knows. */
  private static boolean isPreliminary(String status) {
    return switch (status) {
      case "final", "amended", "corrected" -> false;
      default -> true;
    };
  }

  /** Whether no rule, no flag and nothing unreadable asks for the rest to be read. */
  private boolean isOutOfScope(ObservationHead head) {
    if (head.componentsMalformed() || judge.isRemarkable(head.result())) {
      return false;
    }
    for (ResultHead component : head.components()) {
      if (judge.isRemarkable(component) || judge.isCovered(component)) {
        return false;
      }
    }
    return !judge.isCovered(head.result());
  }

  private static List<Finding> notCovered(ObservationHead head, boolean own) {
    List<Finding> findings = new ArrayList<>(1 + head.components().size());
    if (own) {
      findings.add(ResultJudge.notCovered(null, head.result()));
    }
    if (!head.components().isEmpty()) {
      ComponentNames names = new ComponentNames();
      for (ResultHead component : head.components()) {
        findings.add(ResultJudge.notCovered(names.of(component), component));
      }
    }
    return findings;
  }

  private static LabJudgement withoutResult(
      ObservationHead head, String status, String reason, @Nullable String withdrawn) {
    List<Finding> findings = new ArrayList<>(1 + head.components().size());
    findings.add(new Finding(null, Outcome.IGNORED, reason, LoincCodings.first(head.result())));
    ComponentNames names = new ComponentNames();
    for (ResultHead component : head.components()) {
      findings.add(
          new Finding(names.of(component), Outcome.IGNORED, reason, LoincCodings.first(component)));
    }
    return new LabJudgement(findings, withdrawn, false, status, null, null, null, null);
  }

  private static @Nullable Instant instant(@Nullable FhirDateTime time) {
    return time == null ? null : time.instant();
  }
}
