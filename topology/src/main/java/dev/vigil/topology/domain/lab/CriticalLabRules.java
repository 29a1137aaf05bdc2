package dev.vigil.topology.domain.lab;

import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.config.units.Units;
import dev.vigil.serdes.fhir.Coding;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges Observations by a profile of critical values and by the laboratory's own flags. Every
 * value gets a finding with a reason: nothing turns into "normal" in silence. Thread-safe.
 */
public final class CriticalLabRules {
  private final CriticalValueProfile profile;
  private final Map<String, CodeRules> byCode;
  private final RuleJudge judge;

  /** Rules of a profile. */
  public CriticalLabRules(CriticalValueProfile profile) {
    this.profile = profile;
    Map<String, List<CriticalValueRule>> enabled = new LinkedHashMap<>();
    for (CriticalValueRule rule : profile.rules()) {
      List<CriticalValueRule> bands =
          enabled.computeIfAbsent(rule.loinc(), code -> new ArrayList<>());
      if (rule.enabled()) {
        bands.add(rule);
      }
    }
    Map<String, CodeRules> rules = new HashMap<>();
    enabled.forEach((loinc, bands) -> rules.put(loinc, CodeRules.of(loinc, bands)));
    this.byCode = rules;
    this.judge = new RuleJudge(Units.shared());
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
   * @return a judgement; specimen and issue time, encounter and performer are read only if some
   *     value is covered by a rule, flagged or unreadable
   */
  public LabJudgement judge(FhirResource observation, @Nullable String birthDate) {
    ObservationHead head = ObservationReader.look(observation);
    String status = head.status() == null ? "unknown" : head.status();
    switch (status) {
      case "registered" -> {
        return withoutResult(head, LabReasons.REGISTERED, null);
      }
      case "cancelled" -> {
        return withoutResult(head, LabReasons.CANCELLED, LabReasons.CANCELLED);
      }
      case "entered-in-error" -> {
        return withoutResult(head, LabReasons.ENTERED_IN_ERROR, LabReasons.ENTERED_IN_ERROR);
      }
      default -> {}
    }
    boolean preliminary =
        switch (status) {
          case "final", "amended", "corrected" -> false;
          default -> true;
        };
    if (isOutOfScope(head)) {
      boolean own = head.components().isEmpty() || ObservationReader.hasValue(observation);
      return judgement(notCovered(head, own), head.status(), preliminary);
    }
    return judgeFully(ObservationReader.read(observation, head), birthDate, preliminary);
  }

  private LabJudgement judgeFully(
      Observation observation, @Nullable String birthDate, boolean preliminary) {
    FhirDateTime specimen = observation.specimenTime();
    FhirDateTime issued = observation.issued();
    PatientAge age =
        PatientAge.of(FhirDateTime.parse(birthDate), specimen == null ? issued : specimen);
    Category category = observation.category();
    ResultHead own = observation.head().result();
    List<Finding> findings = new ArrayList<>(1 + observation.components().size());
    boolean panel =
        !observation.components().isEmpty() && observation.value() instanceof ResultValue.Absent;
    if (!panel || isRemarkable(own)) {
      findings.add(judge(null, own, observation.value(), observation.dataAbsent(), category, age));
    }
    ComponentNames names = new ComponentNames();
    for (Observation.Component component : observation.components()) {
      ResultHead head = component.head();
      findings.add(
          judge(names.of(head), head, component.value(), component.dataAbsent(), category, age));
    }
    if (observation.head().componentsMalformed() && category != Category.OTHER) {
      findings.add(
          new Finding(names.unnamed(), Outcome.REVIEW, LabReasons.COMPONENTS_MALFORMED, null));
    }
    return new LabJudgement(
        findings,
        null,
        observation.head().status(),
        preliminary,
        instant(specimen),
        instant(issued),
        observation.encounter(),
        observation.performer());
  }

  private Finding judge(
      @Nullable String component,
      ResultHead head,
      ResultValue value,
      boolean dataAbsent,
      Category category,
      PatientAge age) {
    Reading reading = Reading.of(value);
    RuleVerdict verdict = byProfile(head, value, dataAbsent, reading, category, age);
    LaboratoryFlag flag = LaboratoryFlag.of(head.interpretation());
    if (verdict.outcome() == Outcome.CRITICAL || flag.isCritical()) {
      String reason =
          verdict.outcome() == Outcome.CRITICAL
              ? verdict.reason()
              : LabReasons.FLAGGED_BY_LABORATORY;
      CriticalValue critical = value(head, reading, verdict, flag);
      return new Finding(component, Outcome.CRITICAL, reason, verdict.loinc(), critical, verdict);
    }
    String doubt = flagDoubt(head, flag, verdict, category);
    CriticalValue compared =
        verdict.isComparedWithOthers() ? value(head, reading, verdict, flag) : null;
    return doubt == null
        ? new Finding(
            component, verdict.outcome(), verdict.reason(), verdict.loinc(), compared, verdict)
        : new Finding(component, Outcome.REVIEW, doubt, verdict.loinc(), compared, verdict);
  }

  private RuleVerdict byProfile(
      ResultHead head,
      ResultValue value,
      boolean dataAbsent,
      Reading reading,
      Category category,
      PatientAge age) {
    RuleVerdict worst = null;
    for (Coding coding : head.codings()) {
      CodeRules rules = rules(coding);
      if (rules != null) {
        RuleVerdict verdict = judge.judge(rules, value, dataAbsent, reading, age);
        worst = worst == null ? verdict : worst.orWorse(verdict);
      }
    }
    if (worst != null) {
      return worst;
    }
    if (!head.codeMalformed()) {
      return RuleVerdict.undecided(
          Outcome.NOT_COVERED, whyNotCovered(head), firstLoinc(head), age.basis());
    }
    return category == Category.OTHER
        ? RuleVerdict.undecided(
            Outcome.NOT_COVERED, LabReasons.MALFORMED_NOT_LABORATORY, firstLoinc(head), age.basis())
        : RuleVerdict.undecided(
            Outcome.REVIEW, LabReasons.CODE_MALFORMED, firstLoinc(head), age.basis());
  }

  /** Why a flag leaves a doubt on a value that is not critical, or null if there is none. */
  private static @Nullable String flagDoubt(
      ResultHead head, LaboratoryFlag flag, RuleVerdict verdict, Category category) {
    if (verdict.outcome() == Outcome.REVIEW) {
      return null;
    }
    if (flag == LaboratoryFlag.FOREIGN) {
      return LabReasons.FLAG_SYSTEM_UNKNOWN;
    }
    boolean laboratory = verdict.rule() != null || category != Category.OTHER;
    return head.interpretationMalformed() && laboratory ? LabReasons.FLAG_MALFORMED : null;
  }

  private static CriticalValue value(
      ResultHead head, Reading reading, RuleVerdict verdict, LaboratoryFlag flag) {
    boolean crossed = verdict.outcome() == Outcome.CRITICAL;
    CriticalValueRule rule = verdict.rule();
    Direction direction = verdict.direction();
    Limit limit = verdict.limit();
    DetectedBy detectedBy =
        !crossed ? DetectedBy.LABORATORY : flag.isCritical() ? DetectedBy.BOTH : DetectedBy.PROFILE;
    Double normalized = verdict.normalized();
    return new CriticalValue(
        verdict.loinc(),
        rule == null ? name(head) : rule.analyte(),
        reading.comparator(),
        reading.text(),
        reading.shownUnit(),
        normalized,
        normalized == null || rule == null ? null : rule.unit(),
        direction == null ? flag.direction() : direction,
        limit == null ? null : limit.value().doubleValue(),
        detectedBy,
        crossed && rule != null ? rule.id() : null,
        null,
        verdict.basis());
  }

  /** Whether no rule, no flag and nothing unreadable asks for the rest to be read. */
  private boolean isOutOfScope(ObservationHead head) {
    if (head.componentsMalformed() || isRemarkable(head.result())) {
      return false;
    }
    for (ResultHead component : head.components()) {
      if (isRemarkable(component) || isCovered(component)) {
        return false;
      }
    }
    return !isCovered(head.result());
  }

  private boolean isCovered(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (rules(coding) != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRemarkable(ResultHead head) {
    return head.codeMalformed()
        || head.interpretationMalformed()
        || LaboratoryFlag.of(head.interpretation()) != LaboratoryFlag.NONE;
  }

  private @Nullable CodeRules rules(Coding coding) {
    String code = coding.code();
    // A code without system that the profile knows: its form is LOINC's alone.
    return code != null && (coding.system() == null || isLoinc(coding)) ? byCode.get(code) : null;
  }

  private static boolean isLoinc(Coding coding) {
    String system = coding.system();
    return "http://loinc.org".equals(system)
        || "urn:oid:2.16.840.1.113883.6.1".equals(system)
        || "https://loinc.org".equals(system);
  }

  private static @Nullable String firstLoinc(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (isLoinc(coding)) {
        return coding.code();
      }
    }
    return null;
  }

  private static String whyNotCovered(ResultHead head) {
    return firstLoinc(head) == null ? LabReasons.NO_LOINC_CODE : LabReasons.CODE_NOT_COVERED;
  }

  private static List<Finding> notCovered(ObservationHead head, boolean own) {
    List<Finding> findings = new ArrayList<>(1 + head.components().size());
    if (own) {
      findings.add(notCovered(null, head.result()));
    }
    if (!head.components().isEmpty()) {
      ComponentNames names = new ComponentNames();
      for (ResultHead component : head.components()) {
        findings.add(notCovered(names.of(component), component));
      }
    }
    return findings;
  }

  private static Finding notCovered(@Nullable String component, ResultHead head) {
    return new Finding(component, Outcome.NOT_COVERED, whyNotCovered(head), firstLoinc(head));
  }

  private static LabJudgement withoutResult(
      ObservationHead head, String reason, @Nullable String withdrawn) {
    List<Finding> findings = new ArrayList<>(1 + head.components().size());
    findings.add(new Finding(null, Outcome.IGNORED, reason, firstLoinc(head.result())));
    ComponentNames names = new ComponentNames();
    for (ResultHead component : head.components()) {
      findings.add(
          new Finding(names.of(component), Outcome.IGNORED, reason, firstLoinc(component)));
    }
    return new LabJudgement(findings, withdrawn, head.status(), false, null, null, null, null);
  }

  private static LabJudgement judgement(
      List<Finding> findings, @Nullable String status, boolean preliminary) {
    return new LabJudgement(findings, null, status, preliminary, null, null, null, null);
  }

  private static String name(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (coding.display() != null) {
        return coding.display();
      }
    }
    if (head.text() != null) {
      return head.text();
    }
    return ComponentNames.codeOrText(head);
  }

  private static @Nullable Instant instant(@Nullable FhirDateTime time) {
    return time == null ? null : time.instant();
  }
}
