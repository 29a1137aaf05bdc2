package dev.vigil.topology.cli.explain;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.CriticalValueRule;
import dev.vigil.config.profile.Limit;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.domain.lab.CriticalValue;
import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.ReceivedValue;
import dev.vigil.topology.domain.lab.RuleVerdict;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for programs, one JSON object a line. Its members are a contract with scripts. */
public final class JsonLabAnswers implements LabAnswer.Printer {
  private final PrintWriter out;
  private final CriticalValueProfile profile;

  JsonLabAnswers(PrintWriter out, CriticalValueProfile profile) {
    this.out = out;
    this.profile = profile;
  }

  @Override
  public void answer(LabAnswer answer) {
    out.println(Json.inOrder(object(answer, profile)));
  }

  /** The members of an answer. */
  public static Map<String, @Nullable Object> object(
      LabAnswer answer, CriticalValueProfile profile) {
    Finding finding = answer.finding();
    ReceivedValue value = answer.value();
    CriticalValue critical = finding.critical();
    CriticalValueRule rule = answer.rule();
    RuleVerdict verdict = finding.verdict();
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("observation", answer.observation());
    line.put("component", finding.component());
    line.put("outcome", answer.outcome());
    line.put("direction", critical == null ? null : critical.direction().name());
    line.put("value", value.number() == null ? nullIfEmpty(value.text()) : value.number());
    line.put("unit", nullIfEmpty(value.unit()));
    line.put("limit", rule == null || verdict == null ? null : number(verdict.limit()));
    line.put("rule", rule == null ? null : rule.id());
    line.put("reason", finding.reason());
    line.put("comparator", value.comparator());
    line.put("normalizedValue", rule == null || verdict == null ? null : verdict.normalized());
    line.put("limitUnit", rule == null ? null : rule.unit());
    line.put("low", rule == null ? null : number(rule.low()));
    line.put("high", rule == null ? null : number(rule.high()));
    line.put("analyte", rule == null ? null : rule.analyte());
    line.put("loinc", finding.loinc());
    line.put("detectedBy", critical == null ? null : critical.detectedBy().name());
    line.put("ageBasis", rule == null || verdict == null ? null : verdict.basis().name());
    line.put("preliminary", answer.judgement().preliminary());
    line.put("profile", profile.name() + ' ' + profile.versionAndHash());
    return line;
  }

  @Override
  public void end() {
    out.flush();
  }

  private static @Nullable BigDecimal number(@Nullable Limit limit) {
    return limit == null ? null : limit.value();
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
