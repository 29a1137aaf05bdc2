package dev.vigil.operator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the handbook's pictures of a console that is there already; no part of the build. */
@EnabledIfSystemProperty(named = "console.url", matches = ".+")
class ConsolePictures {
  private static final Path IMAGES = Path.of("../../deploy/handbook/images");
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 1290;

  /** What a page of documentation should not be slower by. */
  private static final int MOST_BYTES = 250_000;

  @Test
  void takes(@TempDir Path profile) throws Exception {
    try (Browser browser = Browser.start(profile)) {
      browser.size(WIDTH, HEIGHT);
      browser.prefers("light", "reduce");
      browser.open(System.getProperty("console.url"));
      // The curve needs some time to be one.
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> browser.evaluate("document.getElementById('rates').rows.length").asInt() > 1);
      for (String colours : new String[] {"light", "dark"}) {
        browser.prefers(colours, "reduce");
        byte[] picture = browser.picture(HEIGHT);
        assertThat(picture).hasSizeLessThan(MOST_BYTES);
        Files.createDirectories(IMAGES);
        Files.write(IMAGES.resolve("console-" + colours + ".png"), picture);
      }
    }
  }
}
