package dev.vigil.serdes.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for operators has the catalogue of reasons that the code has. */
class HandbookDeadLettersTest {
  private static final Path PAGE = Path.of("../../deploy/handbook/dead-letters.md");

  @Test
  void theCatalogueIsTheOneInTheCode() throws IOException {
    String table =
        Arrays.stream(DeadLetterReason.values())
            .map(
                reason ->
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            reason.code(),
                            reason.category().code(),
                            text(reason.cause()),
                            text(reason.remedy())))
            .collect(
                Collectors.joining(
                    "", "| reason | category | cause | remedy |\n|---|---|---|---|\n", ""));

    assertThat(Files.readString(PAGE)).as("put this into %s:\n%s", PAGE, table).contains(table);
  }

  @Test
  void everyCategoryIsExplained() throws IOException {
    String page = Files.readString(PAGE);

    for (DeadLetterReason.Category category : DeadLetterReason.Category.values()) {
      assertThat(page).contains("| `" + category.code() + "` |");
    }
  }

  /** The console offers a replay where the catalogue does, and nowhere else. */
  @Test
  void aReplayIsOfferedWhereTheRemedyNamesIt() {
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      assertThat(reason.isMendedByReplay())
          .as(reason.code())
          .isEqualTo(reason.remedy().matches(".*(then|and) replay\\b.*"));
    }
  }

  /** Angle brackets would be taken for HTML. */
  private static String text(String text) {
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|");
  }
}
