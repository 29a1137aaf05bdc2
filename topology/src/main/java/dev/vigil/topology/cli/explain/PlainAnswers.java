package dev.vigil.topology.cli.explain;

import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.Explanation;
import dev.vigil.topology.domain.consent.Explanation.Testimony;
import dev.vigil.topology.domain.consent.Obligation;
import dev.vigil.topology.domain.consent.OnDeny;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.consent.Verdict;
import dev.vigil.topology.domain.consent.Withheld;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers for people who know consent forms and not FHIR: one answer in full, several as one line
 * each.
 */
final class PlainAnswers implements ConsentAnswers.Printer {
  private static final String LINE = "%-4s %-19s  %-24s  %s%n";

  private final PrintWriter out;
  private final OutputPolicy policy;
  private final boolean configured;
  private final Instant at;
  private @Nullable Runnable inFull;
  private @Nullable Runnable inOneLine;
  private boolean several;

  /**
   * Answers to one question.
   *
   * @param configured whether the policy is a configured output's; else it is an assumed one
   */
  PlainAnswers(PrintWriter out, OutputPolicy policy, boolean configured, Instant at) {
    this.out = out;
    this.policy = policy;
    this.configured = configured;
    this.at = at;
  }

  @Override
  public void answer(@Nullable String resource, Explanation explanation) {
    if (several) {
      line(resource, explanation);
    } else if (inOneLine == null) {
      inFull = () -> full(resource, explanation);
      inOneLine = () -> line(resource, explanation);
    } else {
      several = true;
      question("each of these resources");
      out.println();
      out.printf(LINE, "", "CONSENT", "RESOURCE", "REASON");
      inOneLine.run();
      line(resource, explanation);
    }
  }

  @Override
  public void end() {
    if (several) {
      out.println();
      rules();
      paragraph("Details", "ask about one resource alone");
    } else if (inFull != null) {
      inFull.run();
    }
    out.flush();
  }

  private void full(@Nullable String resource, Explanation explanation) {
    question(resource == null ? "this patient's data" : resource);
    out.println();
    paragraph("Answer", answer(explanation));
    paragraph("Reason", explanation.reason());
    withheld(explanation);
    out.println();
    table(explanation.consents());
    if (!explanation.consents().isEmpty()) {
      paragraph("", "(provision is a member of the FHIR Consent; [0] is the first of a list)");
    }
    out.println();
    rules();
  }

  private void line(@Nullable String resource, Explanation explanation) {
    ConsentDecision decision = explanation.decision();
    out.printf(
        LINE,
        yesOrNo(decision),
        words(decision.verdict()),
        Printable.of(String.valueOf(resource)),
        Printable.of(explanation.reason()));
  }

  private void question(String data) {
    paragraph(
        "Question",
        (configured
            ? "may output %s, for %s, receive %s?"
                .formatted(policy.name(), PurposeNames.of(policy.purpose()), data)
            : "may an output for %s receive %s?"
                .formatted(PurposeNames.of(policy.purpose()), data)));
    paragraph("When", at.toString());
    paragraph(
        "Receiver",
        policy.recipient().isEmpty()
            ? (configured ? "not configured" : "not given")
                + "; a rule about the receiver then counts if it denies, not if it permits"
            : String.join(", ", policy.recipient().stream().sorted().toList()));
  }

  private static String answer(Explanation explanation) {
    ConsentDecision decision = explanation.decision();
    String open = !explanation.withheld().isEmpty() && decision.permitted() ? " in part" : "";
    return switch (decision.verdict()) {
      case PERMIT -> "yes%s (PERMIT)".formatted(open);
      case DENY -> "no (DENY)";
      case NOT_APPLICABLE ->
          "%s%s, by default: no Consent applies (NOT_APPLICABLE)"
              .formatted(yesOrNo(decision), open);
      case INDETERMINATE ->
          "%s, by default: the Consents cannot be evaluated (INDETERMINATE)"
              .formatted(yesOrNo(decision));
    };
  }

  private void withheld(Explanation explanation) {
    if (explanation.decision().verdict() == Verdict.INDETERMINATE) {
      return;
    }
    String label = "Withheld";
    for (Obligation obligation : explanation.withheld()) {
      paragraph(
          label,
          "%s (Consent %s, %s)"
              .formatted(
                  obligation.criteria().isEmpty()
                      ? "everything"
                      : "resources with " + String.join(" and ", obligation.criteria()),
                  shown(obligation.consentId()),
                  shown(obligation.provision())));
      if (!obligation.except().isEmpty()) {
        paragraph("", "  except what is permitted by " + String.join(", ", obligation.except()));
      }
      label = "";
    }
  }

  private void table(List<Testimony> consents) {
    if (consents.isEmpty()) {
      paragraph("Consents", "none");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CONSENT", "SAYS", "WHERE OR WHY NOT"));
    for (Testimony consent : consents) {
      rows.add(List.of(shown(consent.consentId()), words(consent.verdict()), grounds(consent)));
    }
    String label = "Consents";
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(width(rows, i) - row.get(i).length() + 2));
      }
      paragraph(label, line.toString().stripTrailing());
      label = "";
    }
  }

  private static String grounds(Testimony consent) {
    if (consent.verdict() != Verdict.NOT_APPLICABLE) {
      return shown(consent.provision());
    }
    String because = consent.because();
    return because == null ? "no rule of it is about this" : because;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private void rules() {
    paragraph(
        "Rules",
        switch (policy.combine()) {
          case DENY_OVERRIDES -> "of several Consents that apply, a deny wins (DENY_OVERRIDES)";
          case MOST_RECENT -> "of several Consents that apply, the latest wins (MOST_RECENT)";
          case ORDERED ->
              "of several Consents that apply, the first of %s wins (ORDERED)"
                  .formatted(String.join(", ", policy.categoryOrder()));
        });
    String withoutConsent = amount(policy.withoutConsent());
    String whenIndeterminate = amount(policy.whenIndeterminate());
    if (!configured) {
      paragraph(
          "",
          "where none applies or can be evaluated, an output for %s receives %s,"
                  .formatted(policy.purpose(), withoutConsent)
              + " unless configured otherwise");
      return;
    }
    paragraph("", "where none applies, %s receives %s".formatted(policy.name(), withoutConsent));
    paragraph(
        "",
        "where one cannot be evaluated, %s receives %s"
            .formatted(policy.name(), whenIndeterminate));
    if (policy.withheld() == Withheld.NOTICE) {
      paragraph(
          "",
          "in place of what is withheld, %s receives an id-only notice".formatted(policy.name()));
    }
    if (policy.onDeny() == OnDeny.BREAK_GLASS) {
      paragraph(
          "",
          "a critical value that is denied, %s receives all the same, flagged (break-glass)"
              .formatted(policy.name()));
    }
  }

  private static String amount(Decision decision) {
    return decision == Decision.PERMIT ? "everything" : "nothing";
  }

  private void paragraph(String label, String text) {
    out.printf("%-10s %s%n", label, Printable.of(text));
  }

  private static String yesOrNo(ConsentDecision decision) {
    return decision.permitted() ? "yes" : "no";
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case PERMIT -> "permits";
      case DENY -> "denies";
      case NOT_APPLICABLE -> "does not apply";
      case INDETERMINATE -> "cannot be evaluated";
    };
  }

  private static String shown(@Nullable String text) {
    return text == null || text.isEmpty() ? "unknown" : text;
  }
}
