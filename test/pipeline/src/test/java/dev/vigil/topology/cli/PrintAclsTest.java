package dev.vigil.topology.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must be allowed to whom, as an administrator gets it. */
class PrintAclsTest {
  private static CommandRun print(String... options) {
    List<String> arguments = new ArrayList<>(List.of("topics", "print"));
    arguments.addAll(List.of(options));
    return CommandRun.of(Instant.EPOCH, arguments.toArray(String[]::new));
  }

  @Test
  void peopleGetATable() {
    CommandRun run = print("--acls");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().get(0)).matches("ROLE +OPERATION +RESOURCE +NAME +FOR");
    assertThat(run.out())
        .anyMatch(line -> line.matches("application +Write +transactional-id +vigil-\\* +.*"))
        .anyMatch(line -> line.matches("producer +Write +topic +fhir.events +.*"))
        .noneMatch(line -> line.matches("(application|producer) +Write +topic +fhir.replay +.*"));
  }

  @Test
  void aConfigurationWithMoreNeedsMore() {
    assertThat(print("--acls", "--set", "vigil.inputs.acks=true").out())
        .anyMatch(line -> line.matches("notification +Write +topic +clinical.acks +.*"));
    assertThat(print("--acls").out()).noneMatch(line -> line.contains("clinical.acks"));
  }

  @Test
  void anAdministratorGetsCommandsToPaste() {
    CommandRun run =
        print(
            "--acls",
            "--commands",
            "--set",
            "kafka.bootstrap.servers=b1:9093",
            "--principal",
            "application=User:CN=Vigil, O=St Mary's");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "kafka-acls.sh --bootstrap-server b1:9093 --command-config admin.properties --add"
                + " --allow-principal 'User:CN=Vigil, O=St Mary'\\''s' --operation Write"
                + " --transactional-id vigil- --resource-pattern-type prefixed",
            "kafka-acls.sh --bootstrap-server b1:9093 --command-config admin.properties --add"
                + " --allow-principal User:vigil-recipient-treatment --operation Read"
                + " --topic fhir.permitted.treatment");
  }

  @Test
  void aRoleThatThereIsNotIsRefused() {
    CommandRun run = print("--acls", "--principal", "app=User:x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().get(0)).contains("no role app", "application, notification");
    assertThat(print("--commands").exitCode()).isEqualTo(2);
  }
}
