package dev.vigil.topology.pipeline;

import dev.vigil.bench.jmh.InputRecords;
import dev.vigil.bench.jmh.RecordForm;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;
import dev.vigil.topology.domain.consent.ConsentDecision;
import dev.vigil.topology.domain.consent.Decision;
import dev.vigil.topology.domain.consent.Verdict;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.pipeline.Judgement.Disclosures;
import dev.vigil.topology.pipeline.RecogniseDuplicatesStep.SeenEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Permitted results that are judged and ready to be emitted, one after another, over and over. */
final class PermittedResults {
  private static final int BYTES = 1_200;

  private final List<Judgement> judgements = new ArrayList<>();
  private int next;

  /**
   * Judges them.
   *
   * @param outputs that each is permitted to; the alert output comes on top
   */
  PermittedResults(int outputs) throws IOException, ProfileException {
    CriticalLabRules rules = new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);
    List<InputRecord> inputs = InputRecords.of(RecordForm.JSON, BYTES);
    List<ChangeEvent> events = InputRecords.events(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      judgements.add(judgement(inputs.get(i), events.get(i), rules, outputs));
    }
  }

  private static Judgement judgement(
      InputRecord input, ChangeEvent event, CriticalLabRules rules, int outputs) {
    ConsentDecision permit =
        new ConsentDecision(
            Decision.PERMIT,
            Verdict.PERMIT,
            "consent-" + event.patientId(),
            "policyRule",
            "deny-overrides");
    Judgement judgement = new Judgement(input, rules);
    judgement.decoded(event);
    judgement.seen(new SeenEvent(event.identity().toBytes(), event.content().toBytes()));
    judgement.versionKey(ResourceVersions.key(event));
    judgement.disclosures(
        new Disclosures(Collections.nCopies(outputs, permit), Set.of(), permit, null));
    judgement.note("no-limit-crossed");
    return judgement;
  }

  Judgement next() {
    next = (next + 1) % judgements.size();
    return judgements.get(next);
  }
}
