package dev.vigil.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.documents.WrittenTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator's page of settings has every one of them, as the code has. */
class HandbookSettingsTest {
  // Maven runs the tests in the module's directory.
  private static final Path PAGE = Path.of("../../deploy/handbook/settings.md");

  @Test
  void thePageHasEverySetting() throws IOException {
    List<String> written = Files.readAllLines(PAGE);
    List<String> own = head();
    List<String> others = head();
    for (Setting setting : new ConfigLoader(Map.of()).load(null, List.of()).settings()) {
      (setting.key().startsWith("vigil.") ? own : others).add(row(setting));
    }
    List<String> expected =
        WrittenTable.replaced(
            WrittenTable.replaced(written, "own", HandbookSettingsTest.class, own),
            "others",
            HandbookSettingsTest.class,
            others);
    if (Boolean.getBoolean("settings.write")) {
      Files.writeString(PAGE, String.join("\n", expected) + "\n");
      return;
    }
    assertThat(written)
        .as("tables of %s; write them anew with -Dsettings.write=true", PAGE)
        .isEqualTo(expected);
  }

  private static List<String> head() {
    return new ArrayList<>(
        List.of("| setting | default | values | meaning |", "|---|---|---|---|"));
  }

  private static String row(Setting setting) {
    // The output that is there when none is configured stands for any.
    String key = setting.key().replace("vigil.outputs.treatment.", "vigil.outputs.<name>.");
    // What the preset sets has no default of its own.
    String standard = setting.defaultValue() == null ? setting.value() : setting.defaultValue();
    return "| `%s` | %s | %s | %s |"
        .formatted(
            key,
            standard == null ? "" : "`" + standard + "`",
            text(setting.type()),
            text(setting.meaning()));
  }

  /** Angle brackets would be taken for HTML, and a bar for the end of a cell. */
  private static String text(String text) {
    return text.replace("<", "&lt;").replace(">", "&gt;").replace("|", "\\|");
  }
}
