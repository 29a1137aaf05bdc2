package dev.vigil.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.reference.ReferenceEvaluator.Answer;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.lab.Finding;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Production and the reference, asked the same. */
final class Judges {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final CriticalLabRules production;
  private final ReferenceEvaluator reference;

  /** Both with a shipped profile. */
  Judges(String profile) throws IOException, ProfileException {
    this.production = new CriticalLabRules(ProfileLoader.shipped(profile), false);
    this.reference = new ReferenceEvaluator(profile);
  }

  static JsonNode parse(String json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** What production finds. */
  List<Finding> production(JsonNode observation, @Nullable String birthDate) throws IOException {
    return production
        .judge(FhirResource.of(MAPPER.writeValueAsBytes(observation)), birthDate, null)
        .findings();
  }

  /** What both say, if they say the same; fails otherwise. */
  List<Answer> agreed(JsonNode observation, @Nullable String birthDate) throws IOException {
    List<Answer> expected = reference.evaluate(observation, birthDate);
    List<Answer> is = production(observation, birthDate).stream().map(Judges::answer).toList();
    if (!is.equals(expected)) {
      assertThat(is)
          .as("reference %s; born %s; %s", expected, birthDate, observation)
          .isEqualTo(expected);
    }
    return is;
  }

  private static Answer answer(Finding finding) {
    return new Answer(
        finding.component() != null,
        finding.outcome().name(),
        finding.critical() == null ? null : finding.critical().direction().name());
  }
}
