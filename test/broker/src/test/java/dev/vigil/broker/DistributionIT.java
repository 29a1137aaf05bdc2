package dev.vigil.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bill of materials of the distribution lists what is in it. */
class DistributionIT {
  private static final Path DISTRIBUTION = Path.of(System.getProperty("vigil.distribution", ""));

  @Test
  void everyJarIsAComponentAndWhatIsNestedInOne() throws IOException {
    JsonNode bom = new ObjectMapper().readTree(DISTRIBUTION.resolve("vigil.cdx.json").toFile());
    Set<String> components = new TreeSet<>();
    bom.get("components")
        .forEach(
            one -> components.add(one.get("name").asText() + "-" + one.get("version").asText()));
    Set<String> expected;
    try (Stream<Path> jars = Files.list(DISTRIBUTION.resolve("lib"))) {
      expected =
          jars.map(jar -> jar.getFileName().toString().replaceAll("\\.jar$", ""))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    for (String nested :
        Set.of(
            "kafka-avro-serializer",
            "kafka-schema-registry-client",
            "kafka-schema-serializer",
            "common-utils")) {
      expected.add(nested + "-7.9.2");
    }

    assertThat(bom.get("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(components).isEqualTo(expected);
    assertThat(components).noneMatch(name -> name.startsWith("junit"));
  }
}
