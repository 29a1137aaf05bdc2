package dev.vigil.bench.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.fhir.ConsentReader;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.UnreadableResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Synthetic patients: five Consents of six provisions each, an opt-in with exceptions, an opt-out,
 * a regional exchange and two for research, and results of theirs.
 */
public final class SamplePatients {
  private static final JsonMapper MAPPER = new JsonMapper();

  private SamplePatients() {}

  /** A patient key such as hospitals use. */
  public static String id(int number) {
    return "patient-%08d".formatted(number);
  }

  /** The state of a patient with as many Consents as asked for: the five, over and over. */
  public static PatientState state(String patient, int consents) {
    List<ConsentState> states = new ArrayList<>(consents);
    try {
      JsonNode samples = MAPPER.readTree(text("consents", patient));
      for (int i = 0; i < consents; i++) {
        FhirResource consent =
            FhirResource.of(MAPPER.writeValueAsBytes(samples.get(i % samples.size())));
        ConsentState state = ConsentReader.read(consent, version());
        state.setId(state.getId() + "-" + i);
        states.add(state);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnreadableResource e) {
      throw new IllegalStateException("the sample is not a Consent", e);
    }
    return PatientState.newBuilder()
        .setConsents(states)
        .setBirthDate("1961-07-04")
        .setPatientVersion(version())
        .build();
  }

  /** A patient with one Consent of as many provisions as asked for, of which none says a thing. */
  public static PatientState hollow(String patient, int provisions) {
    List<ProvisionState> nested = new ArrayList<>(provisions);
    for (int i = 1; i < provisions; i++) {
      nested.add(ProvisionState.newBuilder().build());
    }
    return PatientState.newBuilder()
        .setConsents(
            List.of(
                ConsentState.newBuilder()
                    .setId(patient)
                    .setVersion(version())
                    .setStatus("active")
                    .setProvision(ProvisionState.newBuilder().setProvisions(nested).build())
                    .build()))
        .build();
  }

  /**
   * A result.
   *
   * @param name {@code ordinary}, or {@code sensitive}: restricted, of a code that is left out
   */
  public static FhirResource observation(String name, String patient) {
    try {
      JsonNode sample = MAPPER.readTree(text(name, patient));
      return FhirResource.of(MAPPER.writeValueAsBytes(sample));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ResourceVersion version() {
    return ResourceVersion.newBuilder()
        .setSource("urn:hospital:consents")
        .setVersionId("1")
        .setLastUpdated(1_750_000_000_000L)
        .setEventTime(1_750_000_000_000L)
        .build();
  }

  private static String text(String name, String patient) throws IOException {
    try (InputStream stream = SamplePatients.class.getResourceAsStream(name + ".json")) {
      byte[] bytes = Objects.requireNonNull(stream, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).replace("PATIENT", patient);
    }
  }
}
