package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an instance knows that its last run was cut off. */
class RunningMarkTest {
  @TempDir Path directory;

  private RunningMark run() {
    RunningMark mark = RunningMark.in(directory);
    mark.set();
    return mark;
  }

  @Test
  void theFirstRunHasNoneBefore() {
    assertThat(RunningMark.in(directory).lastRunWasCut()).isFalse();
  }

  @Test
  void aStartThatFailedIsNoRun() {
    RunningMark.in(directory);
    assertThat(RunningMark.in(directory).lastRunWasCut()).isFalse();
  }

  @Test
  void aRunThatEndedInOrderLeavesNothing() {
    run().clear();
    assertThat(RunningMark.in(directory).lastRunWasCut()).isFalse();
  }

  @Test
  void aRunThatDidNotIsSeenByTheNextAndTheOneAfterIt() {
    run();
    assertThat(run().lastRunWasCut()).isTrue();
    assertThat(run().lastRunWasCut()).isTrue();
  }

  @Test
  void aDirectoryThatIsGoneSaysWhatToDo() {
    RunningMark gone = RunningMark.in(directory.resolve("gone"));
    assertThatExceptionOfType(VigilException.class)
        .isThrownBy(gone::set)
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.STATE_DIRECTORY);
              assertThat(e.lines().get(0)).contains("check its space and permissions");
            });
    gone.clear();
  }
}
