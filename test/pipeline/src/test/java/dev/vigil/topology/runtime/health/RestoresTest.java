package dev.vigil.topology.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.topology.domain.health.RestoreLook;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoresTest {
  private static final TopicPartition FIRST = new TopicPartition("app-a-changelog", 0);
  private static final TopicPartition SECOND = new TopicPartition("app-b-changelog", 1);

  private final Restores restores = new Restores();

  @Test
  void countsFromTheFirstChangelogUntilNoneIsLeft() {
    assertThat(restores.look()).isEqualTo(RestoreLook.NONE);

    restores.onRestoreStart(FIRST, "a", 100, 200);
    restores.onRestoreStart(SECOND, "b", 0, 300);
    restores.onBatchRestored(FIRST, "a", 150, 40);
    assertThat(restores.look()).isEqualTo(new RestoreLook(Set.of(0, 1), 2, 50, 400));

    restores.onRestoreEnd(FIRST, "a", 80);
    assertThat(restores.look()).isEqualTo(new RestoreLook(Set.of(1), 1, 100, 400));

    restores.onRestoreEnd(SECOND, "b", 300);
    assertThat(restores.look()).isEqualTo(RestoreLook.NONE);

    restores.onRestoreStart(FIRST, "a", 200, 300);
    assertThat(restores.look()).isEqualTo(new RestoreLook(Set.of(0), 1, 0, 100));
  }

  @Test
  void whatGoesToAnotherInstanceDoesNotCount() {
    restores.onRestoreStart(FIRST, "a", 0, 100);
    restores.onRestoreStart(SECOND, "b", 0, 100);
    restores.onRestoreSuspended(FIRST, "a", 10);

    assertThat(restores.look()).isEqualTo(new RestoreLook(Set.of(1), 1, 0, 100));
  }
}
