package dev.vigil.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a configuration that is wrong, word for word: operators search for it. */
class ConfigRefusalTest {
  private final Path directory;

  ConfigRefusalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          vigil.thread=2 | 1: unknown setting vigil.thread; did you mean vigil.threads?
          vigil.on-deny=x | 1: unknown setting vigil.on-deny; did you mean vigil.alerts.on-deny?
          vigil.input.partitioner=x | 1: unknown setting vigil.input.partitioner; did you mean vigil.inputs.partitioner?
          vigil.outputs.research.purposes=x | 1: unknown setting vigil.outputs.research.purposes; did you mean vigil.outputs.research.purpose?
          vigil.outputs.research=x | 1: unknown setting vigil.outputs.research; vigil.outputs.<name>. is followed by one of category-order, combine, encrypt-with, on-deny, pseudonymise-with, purpose, recipient, when-indeterminate, withheld, without-consent
          vigil.outputs.a_b.purpose=TREAT | 1: vigil.outputs.a_b.purpose: 'a_b' is not an output name: at most 64 lower-case letters, digits or '-' inside
          bootstrap.servers=x | 1: unknown setting bootstrap.servers; did you mean kafka.bootstrap.servers?
          schema.registry.url=x | 1: unknown setting schema.registry.url; did you mean registry.url?
          kafka.=x | 1: unknown setting kafka.; settings begin with vigil., kafka. or registry., 'vigil config' lists them
          kafka.x=\\u12 | 1: malformed escape, expected \\uxxxx
          vigil.threads=many | 1: vigil.threads: 'many' is not a whole number
          vigil.threads= | 1: vigil.threads: '' is not a whole number
          vigil.threads=0 | 1: vigil.threads: '0' is out of range, allowed is 1 to 256
          vigil.threads=99999999999 | 1: vigil.threads: '99999999999' is not a whole number
          vigil.failure-budget.percent=101 | 1: vigil.failure-budget.percent: '101' is out of range, allowed is 0 to 100
          vigil.failure-budget.window=10m | 1: vigil.failure-budget.window: '10m' is not an ISO-8601 duration such as PT30S or P7D
          vigil.dead-letters=5 | 1: unknown setting vigil.dead-letters; did you mean vigil.failure-budget.dead-letters?
          vigil.tenants=yes | 1: vigil.tenants: 'yes' is not one of true, false
          vigil.alerts.on-deny=drop | 1: vigil.alerts.on-deny: 'drop' is not one of withhold, break-glass
          vigil.alerts.on-deny=BREAK_GLASS | 1: vigil.alerts.on-deny: 'BREAK_GLASS' is not one of withhold, break-glass
          vigil.alerts.stale-after=24h | 1: vigil.alerts.stale-after: '24h' is not an ISO-8601 duration such as PT30S or P7D
          vigil.alerts.stale-after=-PT1H | 1: vigil.alerts.stale-after: '-PT1H' is out of range, allowed is PT1M to P365D
          vigil.state.rocksdb-memory=lots | 1: vigil.state.rocksdb-memory: 'lots' is not a size: bytes, or with K, M or G such as 256M
          vigil.state.rocksdb-memory=1M | 1: vigil.state.rocksdb-memory: '1M' is out of range, allowed is 16M to 1024G
          vigil.state.rocksdb-memory=999999999999999999G | 1: vigil.state.rocksdb-memory: '999999999999999999G' is not a size: bytes, or with K, M or G such as 256M
          vigil.state.dir= | 1: vigil.state.dir: '' is not a path
          vigil.profile= | 1: vigil.profile: '' is not a text of at least one character
          vigil.application-id=a b | 1: vigil.application-id: 'a b' is not a name of at most 100 letters, digits, '.', '_' or '-'
          vigil.alerts.purpose=treatment | 1: vigil.alerts.purpose: 'treatment' is not a code such as TREAT or HRESCH
          vigil.alerts.category-order=a,,b | 1: vigil.alerts.category-order: 'a,,b' has an empty entry
          vigil.alerts.combine=ordered | 1: vigil.alerts.combine is ordered, but vigil.alerts.category-order is not set
          vigil.dead-letters.encrypt-with=dlq | 1: vigil.dead-letters.encrypt-with names a key, but vigil.encryption.service is not set
          vigil.encryption.service=/run/keys | 1: vigil.encryption.service: '/run/keys' is not an address such as file:/run/secrets/vigil-keys
          vigil.outputs.hub.recipient=x | 1: vigil.outputs.hub.purpose is not set; an output needs a purpose
          """)
  void namesTheLineTheSettingAndTheWayOut(String line, String problem) throws IOException {
    Path file = file(line + "\n");

    assertThat(problems(Map.of(), file)).containsExactly(file + ":" + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application.id | is set by Vigil; use vigil.application-id
          auto.offset.reset | is set by Vigil; use vigil.inputs.start-from
          consumer.auto.offset.reset | is set by Vigil; use vigil.inputs.start-from
          main.consumer.group.instance.id | is set by Vigil; use vigil.instance-id
          session.timeout.ms | is set by Vigil; use vigil.session-timeout
          commit.interval.ms | is set by Vigil; use vigil.commit-interval
          num.stream.threads | is set by Vigil; use vigil.threads
          num.standby.replicas | is set by Vigil; use vigil.standby-replicas
          state.dir | is set by Vigil; use vigil.state.dir
          rocksdb.config.setter | is set by Vigil; use vigil.state.rocksdb-memory
          schema.registry.url | is set by Vigil; use registry.url
          processing.guarantee | is set by Vigil and cannot be changed: exactly_once_v2
          group.protocol | is set by Vigil and cannot be changed: classic
          producer.acks | is set by Vigil and cannot be changed: all
          default.deserialization.exception.handler | is set by Vigil and cannot be changed: to stop the instance and skip no record
          production.exception.handler | is set by Vigil and cannot be changed: to stop the instance and skip no record
          processing.exception.handler | is set by Vigil and cannot be changed: to stop the instance and skip no record
          default.key.serde | is set by Vigil and cannot be changed: each topic has its own
          """)
  void settingsThatTheGuaranteesRestOnAreRefused(String name, String reason) {
    assertThat(problems(Map.of(), null, "kafka." + name + "=x"))
        .containsExactly("--set: kafka." + name + " " + reason);
  }

  @Test
  void refusesTheRegistryAddressUnderTheClientsName() {
    assertThat(problems(Map.of("VIGIL_REGISTRY_SCHEMA_REGISTRY_URL", "x"), null))
        .containsExactly(
            "environment variable VIGIL_REGISTRY_SCHEMA_REGISTRY_URL: registry.schema.registry.url"
                + " is set by Vigil; use registry.url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          VIGIL_THREAD | unknown setting; did you mean VIGIL_THREADS?
          VIGIL_threads | unknown setting; did you mean VIGIL_THREADS?
          VIGIL_BOOTSTRAP_SERVERS | unknown setting; did you mean VIGIL_KAFKA_BOOTSTRAP_SERVERS?
          VIGIL_KAFKA_ | unknown setting; 'vigil config' lists all settings
          VIGIL_OUTPUTS_PURPOSE | unknown setting; VIGIL_OUTPUTS_<NAME>_ is followed by one of CATEGORY_ORDER, COMBINE, ENCRYPT_WITH, ON_DENY, PSEUDONYMISE_WITH, PURPOSE, RECIPIENT, WHEN_INDETERMINATE, WITHHELD, WITHOUT_CONSENT
          VIGIL_SOMETHING_ELSE | unknown setting; 'vigil config' lists all settings
          """)
  void unknownVariablesAreRefused(String variable, String problem) {
    assertThat(problems(Map.of(variable, "1"), null))
        .containsExactly("environment variable " + variable + ": " + problem);
  }

  @Test
  void aBadValueInAVariableNamesTheVariable() {
    assertThat(problems(Map.of("VIGIL_ALERTS_ON_DENY", "drop"), null))
        .containsExactly(
            "environment variable VIGIL_ALERTS_ON_DENY: vigil.alerts.on-deny: 'drop' is not one of"
                + " withhold, break-glass");
  }

  @Test
  void flagsNeedAKeyAndAValue() {
    assertThat(problems(Map.of(), null, "vigil.threads", "=2", "kafka.ssl.key.password:hunter2"))
        .containsExactly(
            "--set vigil.threads: expected key=value",
            "--set : expected key=value",
            "--set kafka.ssl.key.password: expected key=value");
  }

  @Test
  void theSameKeyTwiceInAFileIsRefused() throws IOException {
    Path file = file("# first\nvigil.threads=2\n\nvigil.threads=3\n");

    assertThat(problems(Map.of(), file))
        .containsExactly(file + ":4: vigil.threads is already set in line 2");
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    Path file = file("vigil.thread=2\nvigil.tenants=maybe\n");

    assertThat(problems(Map.of("VIGIL_NO", "1"), file, "oops=1", "vigil.threads=x"))
        .containsExactly(
            file + ":1: unknown setting vigil.thread; did you mean vigil.threads?",
            "environment variable VIGIL_NO: unknown setting; 'vigil config' lists all settings",
            "--set: unknown setting oops; settings begin with vigil., kafka. or registry., 'vigil"
                + " config' lists them",
            file + ":2: vigil.tenants: 'maybe' is not one of true, false",
            "--set: vigil.threads: 'x' is not a whole number");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path missing = directory.resolve("missing.properties");
    Path binary = directory.resolve("latin1.properties");
    Files.write(binary, "kafka.x=é".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problems(Map.of(), missing))
        .containsExactly("cannot read " + missing + ": no such file");
    assertThat(problems(Map.of(), directory))
        .containsExactly("cannot read " + directory + ": is a directory");
    assertThat(problems(Map.of(), binary))
        .containsExactly("cannot read " + binary + ": not UTF-8 text");
  }

  @Test
  void secretFilesThatCannotBeReadAreNamed() {
    assertThat(problems(Map.of("VIGIL_KAFKA_SSL_KEY_PASSWORD", "${file:/nowhere/key}"), null))
        .containsExactly(
            "environment variable VIGIL_KAFKA_SSL_KEY_PASSWORD: kafka.ssl.key.password: cannot read"
                + " /nowhere/key: no such file");
  }

  @Test
  void aProblemIsOneLineWhateverItQuotes() throws IOException {
    Path file = file("a\\u000ab=1\nvigil.threads=1\\n\\u001b[31m\n");

    assertThat(problems(Map.of(), file))
        .containsExactly(
            file
                + ":1: unknown setting a b; settings begin with vigil., kafka. or registry., 'vigil"
                + " config' lists them",
            file + ":2: vigil.threads: '1 [31m' is not a whole number");
  }

  @Test
  void aBadValueFromAFileIsNotShown() throws IOException {
    Path wrong = Files.writeString(directory.resolve("secret"), "hunter2");

    assertThat(problems(Map.of(), null, "vigil.threads=${file:" + wrong + "}"))
        .containsExactly("--set: vigil.threads: '******' is not a whole number");
  }

  @Test
  void commandsThatNeedAClusterSayWhatIsMissing() throws IOException {
    Path blank = Files.writeString(directory.resolve("blank"), "\n");
    Configuration configuration =
        new ConfigLoader(Map.of("VIGIL_REGISTRY_URL", "${file:" + blank + "}"))
            .load(null, List.of());

    assertThatThrownBy(
            () ->
                configuration.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "kafka.bootstrap.servers is not set: add it to the properties file, set"
                            + " VIGIL_KAFKA_BOOTSTRAP_SERVERS, or pass --set"
                            + " kafka.bootstrap.servers=…",
                        "registry.url is not set: add it to the properties file, set"
                            + " VIGIL_REGISTRY_URL, or pass --set registry.url=…"));
  }

  private static List<String> problems(
      Map<String, String> environment, @Nullable Path file, String... flags) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> new ConfigLoader(environment).load(file, List.of(flags)));
    assertThat(refused).as("nothing was refused").isNotNull();
    return refused.problems();
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("vigil.properties"), content);
  }
}
