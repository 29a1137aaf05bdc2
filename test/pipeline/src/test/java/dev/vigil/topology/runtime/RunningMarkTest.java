package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an instance knows that its last run was cut off. */
class RunningMarkTest {
  @TempDir Path directory;

  @Test
  void theFirstRunHasNoneBefore() {
    assertThat(RunningMark.set(directory).lastRunWasCut()).isFalse();
  }

  @Test
  void aRunThatEndedInOrderLeavesNothing() {
    RunningMark.set(directory).clear();
    assertThat(RunningMark.set(directory).lastRunWasCut()).isFalse();
  }

  @Test
  void aRunThatDidNotIsSeenByTheNextAndTheOneAfterIt() {
    RunningMark.set(directory);
    assertThat(RunningMark.set(directory).lastRunWasCut()).isTrue();
    assertThat(RunningMark.set(directory).lastRunWasCut()).isTrue();
  }

  @Test
  void aDirectoryThatIsGoneSaysWhatToDo() {
    assertThatExceptionOfType(VigilException.class)
        .isThrownBy(() -> RunningMark.set(directory.resolve("gone")))
        .satisfies(
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.STATE_DIRECTORY);
              assertThat(e.lines().get(0)).contains("check its space and permissions");
            });
  }
}
