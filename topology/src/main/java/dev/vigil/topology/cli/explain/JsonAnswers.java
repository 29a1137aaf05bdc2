package dev.vigil.topology.cli.explain;

import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.domain.consent.Explanation;
import dev.vigil.topology.domain.consent.Obligation;
import dev.vigil.topology.domain.consent.OutputPolicy;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for programs, one JSON object a line. Its members are a contract with scripts. */
final class JsonAnswers implements ConsentAnswers.Printer {
  private final PrintWriter out;
  private final OutputPolicy policy;

  JsonAnswers(PrintWriter out, OutputPolicy policy) {
    this.out = out;
    this.policy = policy;
  }

  @Override
  public void answer(@Nullable String resource, Explanation explanation) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    if (resource != null) {
      answer.put("resource", resource);
    }
    answer.put("decision", explanation.decision().verdict().name());
    answer.put("decidedBy", explanation.decision().consentId());
    answer.put("provision", explanation.decision().provision());
    answer.put("combined", policy.combine().name());
    answer.put("withheld", explanation.withheld().stream().map(JsonAnswers::obligation).toList());
    answer.put("reason", explanation.reason());
    out.println(Json.inOrder(answer));
  }

  @Override
  public void end() {
    out.flush();
  }

  private static Map<String, @Nullable Object> obligation(Obligation obligation) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("consent", obligation.consentId());
    members.put("provision", obligation.provision());
    members.put("criteria", obligation.criteria());
    members.put("except", obligation.except());
    return members;
  }
}
