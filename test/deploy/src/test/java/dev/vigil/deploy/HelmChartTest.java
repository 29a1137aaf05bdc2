package dev.vigil.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Helm makes of the chart, with Helm's own code. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "Helm's library is for it")
class HelmChartTest {
  private static final String EVERYTHING =
      """
      image: {digest: 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', pullSecrets: [{name: p}]}
      autoscaling: {enabled: true, authentication: brokers, metadata: {sasl: scram_sha512, tls: enable}}
      files: {our.csv: "a,b\\nc,d\\n"}
      javaOptions: -Xmx1g
      persistence: {storageClass: fast, annotations: {a: b}}
      serviceAccount: {annotations: {a: b}}
      podAnnotations: {a: b}
      podLabels: {a: b}
      nodeSelector: {a: b}
      tolerations: [{key: a, operator: Exists}]
      priorityClassName: high
      networkPolicy: {extraEgress: [{ports: [{protocol: TCP, port: 4317}]}]}
      podMonitor: {labels: {release: prometheus}}
      prometheusRule: {enabled: true, labels: {release: prometheus}}
      """;

  @TempDir Path work;

  @Test
  void helmFindsNothingToComplainAbout() throws IOException {
    LintResult lint = Chart.ofExample(work).lint();

    assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
  }

  @Test
  void whatIsRenderedIsOfItsType() throws IOException {
    List<JsonNode> resources = new ArrayList<>();
    // deploy/validate reads the files, too.
    Path rendered = Files.createDirectories(Path.of("target/rendered"));
    for (String file : List.of("example.yaml", "everything.yaml")) {
      String values = file.startsWith("everything") ? EVERYTHING : "{}";
      String text = Chart.ofExample(work, values).text();
      Files.writeString(rendered.resolve(file), text);
      resources.addAll(Chart.documents(text));
    }

    assertThat(resources).hasSizeGreaterThan(12);
    for (JsonNode resource : resources) {
      // Of KEDA there is none in Java: deploy/validate.
      if (!resource.required("kind").asText().equals("ScaledObject")) {
        assertThatCode(() -> StrictTypes.read(resource))
            .as("%s", resource)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void anInstanceHasNoRightsAndNothingToWriteToButItsState() throws IOException {
    JsonNode pod = pod(Chart.ofExample(work));
    JsonNode container = pod.at("/containers/0");

    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
    List<String> writable = new ArrayList<>();
    for (JsonNode mount : container.at("/volumeMounts")) {
      if (!mount.path("readOnly").asBoolean(false)) {
        writable.add(mount.required("mountPath").asText());
      }
    }
    assertThat(writable).containsExactlyInAnyOrder("/var/lib/vigil", "/tmp");
  }

  /** A secret that stood in the values would stand in Helm's own records, too. */
  @Test
  void vigilTakesTheSettingsAndReadsSecretsFromMountedFiles() throws IOException {
    JsonNode resources =
        Chart.ofExample(work, "settings: {vigil.profile: 'C:\\limits.csv'}").render();
    String properties = resources.required("ConfigMap").at("/data/vigil.properties").asText();
    List<String> mounts = new ArrayList<>();
    resources
        .required("StatefulSet")
        .at("/spec/template/spec/containers/0/volumeMounts")
        .forEach(mount -> mounts.add(mount.required("mountPath").asText() + "/"));
    Matcher reference = Pattern.compile("\\$\\{file:([^}]*)}").matcher(properties);
    List<String> files = new ArrayList<>();
    while (reference.find()) {
      files.add(reference.group(1));
    }

    assertThat(files).hasSize(3).allMatch(file -> mounts.stream().anyMatch(file::startsWith));
    Configuration configuration = load(properties);
    assertThat(configuration.setting("vigil.instance-id").orElseThrow().value())
        .isEqualTo("vigil-0");
    assertThat(configuration.vigil().profile()).isEqualTo("C:\\limits.csv");
    assertThat(configuration.vigil().outputs()).containsOnlyKeys("treatment", "research");
    assertThat(configuration.kafkaSettings()).containsEntry("security.protocol", "SASL_SSL");
  }

  /** As Vigil reads it in the pod, where the pod's name comes from the environment. */
  private Configuration load(String properties) throws IOException {
    Path file = work.resolve("vigil.properties");
    Path secret = Files.writeString(work.resolve("secret"), "hush");
    Files.writeString(
        file,
        properties
            .lines()
            .map(line -> line.replaceAll("\\$\\{file:[^}]*}", "\\${file:" + secret + "}"))
            .collect(Collectors.joining("\n")));
    return new ConfigLoader(Map.of("VIGIL_INSTANCE_ID", "vigil-0")).load(file, List.of());
  }

  @Test
  void theNameOfThePodIsTheNameOfTheInstance() throws IOException {
    JsonNode container = pod(Chart.ofExample(work)).at("/containers/0");

    assertThat(container.at("/env/0/name").asText()).isEqualTo("VIGIL_INSTANCE_ID");
    assertThat(container.at("/env/0/valueFrom/fieldRef/fieldPath").asText())
        .isEqualTo("metadata.name");
  }

  @Test
  void anInstanceMayCloseBeforeItIsKilled() throws IOException {
    JsonNode resources = Chart.ofExample(work, "shutdownTimeoutSeconds: 90").render();

    assertThat(resources.required("ConfigMap").at("/data/vigil.properties").asText())
        .contains("vigil.shutdown-timeout=PT90S\n");
    assertThat(
            resources
                .required("StatefulSet")
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt())
        .isEqualTo(105);
  }

  @Test
  void everySelectorFindsThePods() throws IOException {
    JsonNode resources = Chart.ofExample(work, EVERYTHING).render();
    JsonNode labels = resources.required("StatefulSet").at("/spec/template/metadata/labels");

    for (String selector :
        List.of(
            "StatefulSet /spec/selector/matchLabels",
            "StatefulSet /spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels",
            "Service /spec/selector",
            "PodDisruptionBudget /spec/selector/matchLabels",
            "NetworkPolicy /spec/podSelector/matchLabels",
            "PodMonitor /spec/selector/matchLabels")) {
      String[] place = selector.split(" ", 2);
      JsonNode selected = resources.required(place[0]).at(place[1]);
      assertThat(selected.properties()).as(selector).isNotEmpty();
      selected
          .properties()
          .forEach(
              label ->
                  assertThat(labels.path(label.getKey())).as(selector).isEqualTo(label.getValue()));
    }
  }

  @Test
  void scalingIsLeftToKedaWhereItIsThere() throws IOException {
    JsonNode resources =
        Chart.ofExample(
                work, "autoscaling: {enabled: true}\nsettings: {vigil.topics.prefix: ward.}")
            .render();

    assertThat(resources.required("StatefulSet").at("/spec").has("replicas")).isFalse();
    assertThat(resources.required("ScaledObject").at("/spec/triggers/0/metadata/topic").asText())
        .isEqualTo("ward.fhir.events");
    assertThat(resources.required("ScaledObject").at("/spec/maxReplicaCount").asInt()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replica: 3 | replica",
        "http: {prot: 1} | prot",
        "image: {digest: latest} | digest",
        "settings: {vigil.instance-id: one} | vigil.instance-id",
        "settings: {password: x} | password",
        "replicas: 9 | more than partitions (16)",
        "autoscaling: {enabled: true, maxReplicas: 9} | more than partitions (16)",
        "image: {repository: ''} | image.repository is not set",
        "kafka: {bootstrapServers: ''} | kafka.bootstrapServers is not set",
        "networkPolicy: {brokers: {to: []}} | networkPolicy.brokers.to is not set",
        "settings: {vigil.profile: \"a\\nb\"} | has a line break",
        "resources: {limits: null} | resources"
      })
  void whatCannotWorkIsRefused(String values, String why) throws IOException {
    Chart chart = Chart.ofExample(work, values);

    assertThatThrownBy(chart::render).hasMessageContaining(why);
  }

  @Test
  void theImageIsOfTheSameVersion() throws IOException {
    Matcher version =
        Pattern.compile("<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("../../pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
        .contains("appVersion: " + version.group(1) + "\n");
  }

  private static JsonNode pod(Chart chart) {
    return chart.render().required("StatefulSet").at("/spec/template/spec");
  }
}
