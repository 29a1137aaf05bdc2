package dev.vigil.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups of both versions, as files; whether the kernel obeys, bench container shows. */
class MemoryGroupTest {
  private static final long LIMIT = 1 << 30;

  @TempDir private Path root;
  private Path group;

  @BeforeEach
  void name() {
    group = root.resolve("vigil-bench-" + ProcessHandle.current().pid());
  }

  @Test
  void limitsByVersionOne() throws IOException {
    MemoryGroup made =
        MemoryGroup.create(List.of("cgroup " + root + " cgroup rw,memory 0 0"), LIMIT);
    Files.writeString(group.resolve("memory.stat"), "rss 1\ntotal_rss 4096\n");
    Files.writeString(group.resolve("memory.max_usage_in_bytes"), "8192\n");
    Files.writeString(group.resolve("memory.oom_control"), "oom_kill_disable 0\noom_kill 2\n");

    assertThat(group.resolve("memory.limit_in_bytes")).hasContent("1073741824");
    assertThat(made.anonymousBytes()).isEqualTo(4096);
    assertThat(made.peakBytes()).isEqualTo(8192);
    assertThat(made.kills()).isEqualTo(2);
  }

  @Test
  void limitsByVersionTwo() throws IOException {
    Files.writeString(root.resolve("cgroup.controllers"), "cpu memory pids\n");
    Files.writeString(root.resolve("cgroup.subtree_control"), "cpu\n");
    MemoryGroup made =
        MemoryGroup.create(
            List.of("proc /proc proc rw 0 0", "cgroup2 " + root + " cgroup2 rw,nosuid 0 0"), LIMIT);
    Files.writeString(group.resolve("memory.stat"), "anon 4096\nfile 1\n");
    Files.writeString(group.resolve("memory.events"), "max 9\noom_kill 1\n");
    // A kernel that does not tell the peak: what was seen counts.
    Files.writeString(group.resolve("memory.current"), "9000\n");
    assertThat(made.peakBytes()).isEqualTo(9000);
    Files.writeString(group.resolve("memory.current"), "100\n");

    assertThat(group.resolve("memory.max")).hasContent("1073741824");
    assertThat(root.resolve("cgroup.subtree_control")).hasContent("+memory");
    assertThat(made.anonymousBytes()).isEqualTo(4096);
    assertThat(made.peakBytes()).isEqualTo(9000);
    assertThat(made.kills()).isEqualTo(1);
  }

  @Test
  void saysWhereNothingCanBeLimited() {
    assertThatThrownBy(() -> MemoryGroup.create(List.of("proc /proc proc rw 0 0"), LIMIT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no control group can limit memory here");
    assertThatThrownBy(
            () ->
                MemoryGroup.create(
                    List.of("cgroup " + root.resolve("absent") + " cgroup rw,memory 0 0"), LIMIT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run this as root");
  }
}
