package dev.vigil.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.catalogue.Faults;
import dev.vigil.fault.report.ReportTable;
import dev.vigil.fault.trial.Fault;
import dev.vigil.fault.trial.Fault.Setup;
import dev.vigil.fault.trial.Trial;
import dev.vigil.fault.trial.TrialOptions;
import dev.vigil.fault.trial.TrialResult;
import dev.vigil.fault.trial.TrialResult.End;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few faults that happen most, on the packaged application; deploy/vigil faults tries all. */
class FaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(FaultsIT.class);

  @TempDir Path directory;

  @Test
  void killedStoppedAndCoordinatorLost() {
    List<Fault> faults =
        List.of("instance-crashes", "transaction-coordinator-killed", "instance-stopped").stream()
            .map(name -> Faults.named(name).orElseThrow())
            .toList();
    Trial trial =
        new Trial(
            new TrialOptions(
                directory,
                Path.of(System.getProperty("vigil.distribution"), "vigil"),
                Optional.empty(),
                4,
                100,
                Duration.ofSeconds(3),
                7,
                Map.of()),
            InstantSource.system(),
            LOG::info);

    TrialResult result = trial.run("most-usual", Setup.instances(2), faults);

    assertThat(ReportTable.details(result)).isEmpty();
    assertThat(result.end()).as(result.reason()).isEqualTo(End.HELD);
  }
}
