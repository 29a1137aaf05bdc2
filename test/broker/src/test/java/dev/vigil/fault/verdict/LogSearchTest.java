package dev.vigil.fault.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.ledger.EventOptions;
import dev.vigil.fault.ledger.PatientEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A patient who is named in a log is found, and nobody else. */
class LogSearchTest {
  @TempDir Path logs;

  private List<String> findings(String text) throws IOException {
    Path log = Files.write(logs.resolve("vigil-1.1.log"), text.getBytes(UTF_8));
    return new LogSearch(new PatientEvents(EventOptions.of(1).withPatients(60)))
        .findings(List.of(log));
  }

  @Test
  void findsAPatientByIdByResourceAndByBirthDate() throws IOException {
    assertThat(
            findings(
                """
                INFO Vigil started
                ERROR Step order failed: key p0059
                {"message":"Observation/p0003-o12 is late"}
                WARN born 1957-03-01
                """))
        .containsExactly("vigil-1.1.log, line 2", "vigil-1.1.log, line 3", "vigil-1.1.log, line 4");
  }

  @Test
  void takesNoOtherWordForAPatient() throws IOException {
    assertThat(
            findings(
                """
                vigil-1 on partition p0, transaction 4bp0003, p0060 of another run, p00031, \
                dev.vigil.Step0001 and 2027-03-01
                """))
        .isEmpty();
  }
}
