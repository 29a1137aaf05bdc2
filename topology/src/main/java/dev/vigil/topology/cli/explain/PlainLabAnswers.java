package dev.vigil.topology.cli.explain;

import dev.vigil.avro.AgeBasis;
import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.ReceivedValue;
import dev.vigil.topology.domain.lab.RuleVerdict;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers for people: a paragraph for each value, and a count of outcomes if there are several. */
public final class PlainLabAnswers implements LabAnswer.Printer {
  private static final MathContext SHOWN_DIGITS = new MathContext(6);

  private final PrintWriter out;
  private final CriticalValueProfile profile;
  private final Instant at;
  private final Duration staleAfter;
  private final Map<String, Long> outcomes = new TreeMap<>();

  PlainLabAnswers(PrintWriter out, CriticalValueProfile profile, Instant at, Duration staleAfter) {
    this.out = out;
    this.profile = profile;
    this.at = at;
    this.staleAfter = staleAfter;
  }

  @Override
  public void answer(LabAnswer answer) {
    Finding finding = answer.finding();
    CriticalValueRule rule = answer.rule();
    outcomes.merge(answer.outcome(), 1L, Long::sum);
    paragraph("Observation", subject(answer));
    paragraph("Outcome", outcome(answer));
    paragraph("Value", value(answer));
    if (rule != null) {
      paragraph("Limits", limits(rule, finding.verdict()));
      paragraph(
          "Rule",
          "%s, line %d of %s; source: %s"
              .formatted(rule.id(), rule.line(), profile.name(), rule.source()));
      paragraph("Age", age(answer, rule));
    }
    LabReasonTexts.Entry text = LabReasonTexts.of(finding.reason());
    paragraph(
        "Reason", finding.reason() + (text == null ? "" : ": " + text.meaning().replace("`", "")));
    if (answer.stale()) {
      paragraph("", stale(answer.judgement()));
    }
    if (text != null && !text.action().equals("nothing")) {
      paragraph("To do", answer.stale() ? "look at the result: it pages nobody" : text.action());
    }
    out.println();
  }

  /** An answer in one sentence. */
  public static String summary(LabAnswer answer) {
    String reason = answer.finding().reason();
    LabReasonTexts.Entry text = LabReasonTexts.of(reason);
    return "%s: %s, value %s; %s"
        .formatted(
            outcome(answer),
            subject(answer),
            value(answer),
            reason + (text == null ? "" : ": " + text.meaning().replace("`", "")));
  }

  @Override
  public void end() {
    long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
    if (all > 1) {
      List<String> counts = new ArrayList<>();
      outcomes.forEach((outcome, count) -> counts.add(count + " " + outcome));
      paragraph("Values", "%d: %s".formatted(all, String.join(", ", counts)));
    }
    if (all > 0) {
      String validatedBy = profile.validatedBy();
      paragraph(
          "Profile",
          "%s %s, %s"
              .formatted(
                  profile.name(),
                  profile.versionAndHash(),
                  validatedBy == null
                      ? "an example: no laboratory has validated its limits"
                      : "validated by " + validatedBy));
    }
    out.flush();
  }

  private static String subject(LabAnswer answer) {
    Finding finding = answer.finding();
    CriticalValue critical = finding.critical();
    CriticalValueRule rule = answer.rule();
    StringBuilder subject = new StringBuilder(answer.observation());
    if (finding.component() != null) {
      subject.append(", component ").append(finding.component());
    }
    String analyte = rule != null ? rule.analyte() : critical != null ? critical.analyte() : null;
    if (analyte != null) {
      subject.append(", ").append(analyte);
    }
    if (finding.loinc() != null) {
      subject.append(" (LOINC ").append(finding.loinc()).append(')');
    }
    return subject.toString();
  }

  private static String outcome(LabAnswer answer) {
    String preliminary = answer.judgement().preliminary() ? ", preliminary" : "";
    CriticalValue critical = answer.finding().critical();
    if (critical == null) {
      return answer.outcome() + preliminary;
    }
    String by =
        switch (critical.detectedBy()) {
          case PROFILE -> "by the profile";
          case LABORATORY -> "by the laboratory's flag";
          case BOTH -> "by the profile and by the laboratory's flag";
          case UNKNOWN -> "unknown by what";
        };
    return "%s, %s, %s%s"
        .formatted(
            answer.outcome(),
            critical.direction().name().toLowerCase(Locale.ROOT),
            by,
            preliminary);
  }

  private static String value(LabAnswer answer) {
    ReceivedValue value = answer.value();
    if (value.text().isEmpty()) {
      return "none";
    }
    String comparator = value.comparator() == null ? "" : value.comparator();
    String received = (comparator + value.text() + " " + value.unit()).strip();
    CriticalValueRule rule = answer.rule();
    RuleVerdict verdict = answer.finding().verdict();
    Double normalized = verdict == null ? null : verdict.normalized();
    return rule == null || normalized == null || value.unit().equals(rule.unit())
        ? received
        : "%s, compared as %s%s %s".formatted(received, comparator, shown(normalized), rule.unit());
  }

  /** Rounded for the eye; the comparison was exact. */
  private static String shown(double normalized) {
    return BigDecimal.valueOf(normalized).round(SHOWN_DIGITS).stripTrailingZeros().toPlainString();
  }

  private static String limits(CriticalValueRule rule, @Nullable RuleVerdict verdict) {
    List<String> limits = new ArrayList<>();
    Limit low = rule.low();
    if (low != null) {
      limits.add(operator("<", low));
    }
    Limit high = rule.high();
    if (high != null) {
      limits.add(operator(">", high));
    }
    if (limits.isEmpty()) {
      return "none: the rule is about changes, which are not judged here";
    }
    String critical = "critical " + String.join(" or ", limits) + " " + rule.unit();
    Limit crossed = verdict == null ? null : verdict.limit();
    if (crossed == null) {
      return critical;
    }
    return "%s; crossed: %s"
        .formatted(critical, operator(crossed.equals(low) ? "<" : ">", crossed));
  }

  private static String operator(String side, Limit limit) {
    return side + (limit.inclusive() ? "= " : " ") + limit.value().toPlainString();
  }

  private static String age(LabAnswer answer, CriticalValueRule rule) {
    if (rule.ageMax() == null && rule.ageMin().isZero()) {
      return "the rule holds for every age";
    }
    String band =
        rule.ageMax() == null
            ? "band from " + rule.ageMin()
            : "band from %s to below %s"
                .formatted(rule.ageMin().isZero() ? "birth" : rule.ageMin(), rule.ageMax());
    BirthDate birthDate = answer.birthDate();
    RuleVerdict verdict = answer.finding().verdict();
    boolean known = verdict != null && verdict.basis() == AgeBasis.BIRTH_DATE;
    if (birthDate == null) {
      return band + "; no birth date: judged as an adult";
    }
    String born = "; born %s (%s), ".formatted(birthDate.date(), birthDate.origin());
    LabJudgement judgement = answer.judgement();
    if (judgement.specimenAt() == null && judgement.issuedAt() == null) {
      return band + born + "time of the specimen unknown: judged as an adult";
    }
    String counted =
        judgement.specimenAt() != null
            ? "specimen of " + judgement.specimenAt()
            : "issued " + judgement.issuedAt();
    return band + born + counted + (known ? "" : ": not exact, judged as an adult");
  }

  private String stale(LabJudgement judgement) {
    String since =
        judgement.issuedAt() != null
            ? "issued " + judgement.issuedAt()
            : judgement.specimenAt() != null
                ? "specimen of " + judgement.specimenAt()
                : "by its last update";
    return "stale: %s, more than %s before %s".formatted(since, staleAfter, at);
  }

  private void paragraph(String label, String text) {
    out.printf("%-12s %s%n", label, Printable.of(text));
  }
}
