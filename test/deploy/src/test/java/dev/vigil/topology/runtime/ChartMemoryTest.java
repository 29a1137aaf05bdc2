package dev.vigil.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigil.config.ByteSize;
import dev.vigil.deploy.Chart;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The memory that the chart asks for is enough, as Vigil itself reckons at its start. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "Helm's library is for it")
class ChartMemoryTest {
  /** The launcher's share of the container for Java's heap. */
  private static final double HEAP = 0.40;

  private static final int PARTITIONS = 16;

  @Test
  void theDefaultsFit(@TempDir Path work) throws IOException {
    JsonNode resources = Chart.ofExample(work, "partitions: " + PARTITIONS).render();
    Properties settings = new Properties();
    settings.load(
        new StringReader(resources.required("ConfigMap").at("/data/vigil.properties").asText()));
    String limit =
        resources
            .required("StatefulSet")
            .at("/spec/template/spec/containers/0/resources/limits/memory")
            .asText();
    // Kubernetes writes Gi what Vigil writes G.
    long bytes = ByteSize.parse(limit.replace("Gi", "G")).bytes();

    MemoryPlan plan =
        MemoryPlan.of(
            (long) (bytes * HEAP),
            ByteSize.parse(settings.getProperty("vigil.state.rocksdb-memory")).bytes(),
            PARTITIONS,
            Integer.parseInt(settings.getProperty("vigil.threads")),
            bytes);

    assertThat(plan.warning()).isEmpty();
  }
}
