package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.config.ConfigLoader;
import dev.vigil.serdes.event.FuzzLog;
import dev.vigil.serdes.event.FuzzMutator;
import dev.vigil.serdes.event.FuzzRun;
import dev.vigil.serdes.event.FuzzSeeds;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.LabJudgement;
import dev.vigil.topology.domain.lab.ReceivedValue;
import dev.vigil.topology.runtime.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Damaged resources behind the decoder: what it lets through has an outcome with every reader. */
class ReaderFuzzTest {
  private static final int INPUTS = 20_000;
  private static final ResourceVersion VERSION =
      ResourceVersion.newBuilder().setSource("test").setVersionId("1").setEventTime(0).build();
  private static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");

  private final List<String> resources = FuzzSeeds.resources();
  private final FuzzMutator mutator = new FuzzMutator(new FuzzSeeds().all());
  private final CriticalLabRules rules =
      new CriticalLabRules(
          Profiles.load(new ConfigLoader(Map.of()).load(null, List.of()).vigil().profile()), true);
  private int read;
  private int unreadable;

  @Test
  void everyReaderHasAnAnswer() {
    FuzzRun run = FuzzRun.of(INPUTS);
    try (FuzzLog log = new FuzzLog()) {
      run.forEach(
          number -> {
            String resource = resources.get((int) (number % resources.size()));
            byte[] bytes = resource.getBytes(StandardCharsets.UTF_8);
            one(resource, mutator.damaged(run.seed(), number, bytes));
          });
      assertThat(log.leaks()).as("-Dfuzz.seed=%d", run.seed()).isEmpty();
      if (run.isWhole()) {
        assertThat(read).isGreaterThan(INPUTS / 4);
        assertThat(unreadable).isPositive();
      }
    }
  }

  private void one(String seed, byte[] json) {
    FhirResource resource;
    try {
      resource = FhirResource.of(json);
    } catch (IOException dead) {
      return;
    }
    read++;
    // What it was before, whatever damage made of its type: a reader must not rely on it.
    if (seed.contains("\"resourceType\":\"Observation\"")) {
      LabJudgement judgement = rules.judge(resource, "1961-04-02", AT);
      assertThat(judgement.findings()).isNotEmpty();
      assertThat(ReceivedValue.of(resource, judgement)).hasSameSizeAs(judgement.findings());
    } else if (seed.contains("\"resourceType\":\"Consent\"")) {
      try {
        assertThat(ConsentReader.read(resource, VERSION).getId()).isNotEmpty();
      } catch (UnreadableResource e) {
        unreadable++;
        assertThat(e.reason()).matches("consent-[a-z-]{1,40}");
      }
    } else {
      assertThat(PatientReader.read(resource)).isNotNull();
    }
    resource.index();
  }
}
