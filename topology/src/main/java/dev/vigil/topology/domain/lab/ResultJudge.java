package dev.vigil.topology.domain.lab;

import dev.vigil.avro.DetectedBy;
import dev.vigil.avro.Direction;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.config.units.Units;
import dev.vigil.serdes.fhir.Coding;
import dev.vigil.serdes.fhir.Observation.Category;
import dev.vigil.serdes.fhir.ResultHead;
import dev.vigil.serdes.fhir.ResultValue;
import dev.vigil.topology.domain.lab.Finding.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges one result, an Observation's own or a component, by the rules and by its flags. */
final class ResultJudge {
  private final Map<String, CodeRules> byCode;
  private final FlagCodes flags;
  private final RuleJudge judge = new RuleJudge(Units.shared());

  ResultJudge(CriticalValueProfile profile, FlagCodes flags) {
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
    this.flags = flags;
  }

  /**
   * What holds for all results of an Observation.
   *
   * @param category whether it says that it is a laboratory result
   * @param age of the patient when the specimen was taken
   * @param specimen what it is about
   */
  record Context(Category category, PatientAge age, StatedSpecimen specimen) {}

  /** Whether a rule of the profile, enabled or not, has one of its codes. */
  boolean isCovered(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (rules(coding) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is flagged, or cannot be read. */
  boolean isRemarkable(ResultHead head) {
    return head.codeMalformed()
        || head.interpretationMalformed()
        || flags.of(head.interpretation()) != LaboratoryFlag.NONE;
  }

  Finding judge(
      @Nullable String component,
      ResultHead head,
      ResultValue value,
      boolean dataAbsent,
      Context context) {
    Reading reading = Reading.of(value);
    RuleVerdict verdict = byProfile(head, value, dataAbsent, reading, context);
    LaboratoryFlag flag = flags.of(head.interpretation());
    if (verdict.outcome() == Outcome.CRITICAL || flag.isCritical()) {
      String reason =
          verdict.outcome() == Outcome.CRITICAL
              ? verdict.reason()
              : LabReasons.FLAGGED_BY_LABORATORY;
      CriticalValue critical = value(head, reading, verdict, flag);
      return new Finding(component, Outcome.CRITICAL, reason, verdict.loinc(), critical, verdict);
    }
    String doubt = flagDoubt(head, flag, verdict, context.category());
    CriticalValue compared =
        verdict.isComparedWithOthers() ? value(head, reading, verdict, flag) : null;
    return doubt == null
        ? new Finding(
            component, verdict.outcome(), verdict.reason(), verdict.loinc(), compared, verdict)
        : new Finding(component, Outcome.REVIEW, doubt, verdict.loinc(), compared, verdict);
  }

  /** The finding on a result that no rule covers, no flag is on, and which can be read. */
  static Finding notCovered(@Nullable String component, ResultHead head) {
    String loinc = LoincCodings.first(head);
    return new Finding(component, Outcome.NOT_COVERED, whyNotCovered(loinc), loinc);
  }

  static String whyNotCovered(@Nullable String loinc) {
    return loinc == null ? LabReasons.NO_LOINC_CODE : LabReasons.CODE_NOT_COVERED;
  }

  private RuleVerdict byProfile(
      ResultHead head, ResultValue value, boolean dataAbsent, Reading reading, Context context) {
    RuleVerdict worst = null;
    for (Coding coding : head.codings()) {
      CodeRules rules = rules(coding);
      if (rules != null) {
        RuleVerdict verdict =
            judge.judge(rules, value, dataAbsent, reading, context.age(), context.specimen());
        worst = worst == null ? verdict : worst.orWorse(verdict);
      }
    }
    if (worst != null) {
      return worst;
    }
    String loinc = LoincCodings.first(head);
    if (!head.codeMalformed()) {
      return undecided(Outcome.NOT_COVERED, whyNotCovered(loinc), loinc, context);
    }
    return context.category() == Category.OTHER
        ? undecided(Outcome.NOT_COVERED, LabReasons.MALFORMED_NOT_LABORATORY, loinc, context)
        : undecided(Outcome.REVIEW, LabReasons.CODE_MALFORMED, loinc, context);
  }

  private static RuleVerdict undecided(
      Outcome outcome, String reason, @Nullable String loinc, Context context) {
    return RuleVerdict.undecided(outcome, reason, loinc, context.age().basis());
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
        verdict.basis(),
        verdict.remarks());
  }

  private static String name(ResultHead head) {
    for (Coding coding : head.codings()) {
      if (coding.display() != null) {
        return coding.display();
      }
    }
    return head.text() != null ? head.text() : ComponentNames.codeOrText(head);
  }

  private @Nullable CodeRules rules(Coding coding) {
    String code = LoincCodings.candidate(coding);
    return code == null ? null : byCode.get(code);
  }
}
