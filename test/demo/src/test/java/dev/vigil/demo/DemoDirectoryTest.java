package dev.vigil.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDirectoryTest {
  @TempDir Path temporary;

  @Test
  void deletesItselfAndWhatAKilledDemoLeft() throws IOException {
    Path killed = Files.createDirectory(temporary.resolve("vigil-demo-killed"));
    Files.createFile(killed.resolve("lock"));
    Files.writeString(Files.createDirectory(killed.resolve("broker")).resolve("log"), "records");
    makeOld(killed);
    Path others = Files.createDirectory(temporary.resolve("other"));

    try (DemoDirectory directory = DemoDirectory.create(temporary)) {
      assertThat(temporary).isDirectoryNotContaining(path -> path.endsWith("vigil-demo-killed"));
      assertThat(directory.path()).isDirectory();
      assertThat(others).isDirectory();
    }
    assertThat(temporary.toFile().list()).containsExactly("other");
  }

  @Test
  void leavesADirectoryThatMayBeAboutToBeLocked() throws IOException {
    Path young = Files.createDirectory(temporary.resolve("vigil-demo-young"));
    DemoDirectory.create(temporary).close();
    assertThat(young).isDirectory();
  }

  private static void makeOld(Path directory) throws IOException {
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
  }
}
