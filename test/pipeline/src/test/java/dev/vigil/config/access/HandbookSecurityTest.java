package dev.vigil.config.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on security lists what the code lists. */
class HandbookSecurityTest {
  private static final Path PAGE = Path.of("../../deploy/handbook/security.md");

  @Test
  void whatMustBeAllowedIsWhatTheCatalogueHas() throws IOException {
    AclCatalogue catalogue =
        new AclCatalogue(new ConfigLoader(Map.of()).load(null, List.of()).vigil());
    Map<String, Set<String>> operations = new LinkedHashMap<>();
    Map<String, Set<String>> needed = new LinkedHashMap<>();
    for (Acl acl : catalogue.all()) {
      String row = "| %s | %s".formatted(acl.role(), acl.resource());
      operations
          .computeIfAbsent(row, key -> new LinkedHashSet<>())
          .add(acl.operation().kafkaName());
      needed.computeIfAbsent(row, key -> new LinkedHashSet<>()).addAll(acl.needed());
    }
    String table =
        operations.entrySet().stream()
            .map(
                row ->
                    "%s | %s | %s |\n"
                        .formatted(
                            row.getKey().replace("*", "\\*"),
                            String.join(", ", row.getValue()),
                            String.join(", ", needed.getOrDefault(row.getKey(), Set.of()))))
            .collect(
                Collectors.joining(
                    "", "| role | resource | operations | for |\n|---|---|---|---|\n", ""));

    assertThat(Files.readString(PAGE)).as("put this into %s:\n%s", PAGE, table).contains(table);
  }
}
