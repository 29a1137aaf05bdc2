package dev.vigil.topology.cli.reset;

import dev.vigil.config.VigilConfig;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.runtime.PipelineSettingsFactory;
import dev.vigil.topology.runtime.reset.ResetPlan.Input;
import dev.vigil.topology.runtime.reset.StartPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What a reset means for patients and wards, in sentences. */
final class Consequences {
  private static final String ALERTS = "alerts";

  private Consequences() {}

  /** Whatever the position. */
  static List<String> always(VigilConfig config) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Consents are unknown until they come again. Until then %s: also what a patient has denied"
            .formatted(open(config)));
    lines.add(
        "Birth dates are unknown until they come again: adult limits count, and the alert says so");
    lines.add(
        "Events that were judged before and are sent again are not recognised: they are judged, and"
            + " page, again. Nor are late old versions");
    lines.add(
        "Alerts that were delivered are forgotten: a result that is corrected to normal retracts"
            + " nothing, one that stays critical raises its alert as revision 1. A notification"
            + " service that remembers revisions must forget those it has handled, or it takes the"
            + " page for an old one");
    if (config.inputs().acks()) {
      lines.add("Alerts that wait for an acknowledgement escalate no more");
    }
    return lines;
  }

  /** Outputs that are open where no Consent is known. */
  private static String open(VigilConfig config) {
    TreeSet<String> names = new TreeSet<>(config.outputs().keySet());
    names.add(ALERTS);
    names.removeIf(
        name -> PipelineSettingsFactory.policy(config, name).withoutConsent() != Decision.PERMIT);
    return names.isEmpty()
        ? "every output receives nothing"
        : String.join(", ", names) + " receive everything, all other outputs nothing";
  }

  /** Of one position, for all inputs that are put there. */
  static List<String> of(StartPosition position, List<Input> inputs) {
    long judged = inputs.stream().mapToLong(Input::judged).sum();
    long waiting = inputs.stream().mapToLong(Input::waiting).sum();
    return switch (position) {
      case COMMITTED ->
          List.of(
              "Nothing is judged twice and nothing left out: what waits (%,d records at most) comes next"
                  .formatted(waiting));
      case EARLIEST ->
          List.of(
              "%,d records at most are judged again, replays and backfills among them: every output gets them again, and every critical result pages again, for its age counts up to its first arrival"
                  .formatted(judged),
              "audit verify reports them as audited-twice, which is what they are; --since the reset it judges what came after",
              "A Consent that is older than the retention of its topic stays unknown all the same");
      case LATEST ->
          List.of(
              "%,d records at most that wait are never judged: critical results among them alert nobody. audit verify reports them as record-not-audited; vigil reprocess sends them again"
                  .formatted(waiting));
    };
  }
}
