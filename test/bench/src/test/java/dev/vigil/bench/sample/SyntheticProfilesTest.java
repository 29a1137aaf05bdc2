package dev.vigil.bench.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever their size, they must judge as the shipped profile does: else sizes do not compare. */
class SyntheticProfilesTest {
  @ParameterizedTest
  @ValueSource(ints = {20, 500, 5_000})
  void profilesOfAnySizeJudgeTheSampleResultsAlike(int rules) throws IOException, ProfileException {
    CriticalValueProfile profile = SyntheticProfiles.of(rules);
    CriticalLabRules synthetic = new CriticalLabRules(profile, false);
    CriticalLabRules shipped =
        new CriticalLabRules(ProfileLoader.shipped("us-conventional"), false);

    assertThat(profile.rules()).hasSize(rules);
    for (String result : new String[] {"normal", "critical", "uncovered"}) {
      assertThat(outcome(synthetic, result)).as(result).isEqualTo(outcome(shipped, result));
    }
  }

  private static String outcome(CriticalLabRules rules, String result) throws IOException {
    return rules
        .judge(FhirResource.of(SampleResults.observation(result, 1)), "1961-07-04", null)
        .findings()
        .stream()
        .map(finding -> finding.outcome() + " " + finding.reason())
        .toList()
        .toString();
  }
}
