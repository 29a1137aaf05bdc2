package dev.vigil.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.profile.ProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@link ReferenceTest} does with the sample, over a population of one's own in Synthea's bulk
 * format: a directory with Patient.ndjson and Observation.ndjson ({@code
 * test/support/make-sample.sh} shows how Synthea is run). Not part of the build:
 *
 * <pre>
 * mvn test -pl test/pipeline -am -Dtest=PopulationComparison \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dvigil.population=DIR
 * </pre>
 */
class PopulationComparison {
  @Test
  void aPopulationIsJudgedAlike() throws IOException, ProfileException {
    Path directory = Path.of(System.getProperty("vigil.population", ""));
    assertThat(directory.resolve("Observation.ndjson")).as("-Dvigil.population=DIR").exists();
    try (Stream<String> patients = Files.lines(directory.resolve("Patient.ndjson"));
        Stream<String> observations = Files.lines(directory.resolve("Observation.ndjson"))) {
      System.out.println(
          ReferenceTest.compare("us-conventional", Stream.concat(patients, observations)));
    }
  }
}
