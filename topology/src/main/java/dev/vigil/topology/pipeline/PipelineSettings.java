package dev.vigil.topology.pipeline;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.serdes.alert.FhirAlertWriter;
import dev.vigil.serdes.event.DecoderSettings;
import dev.vigil.topology.domain.consent.OutputPolicy;
import dev.vigil.topology.domain.patient.KeptConsents;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that the pipeline must know.
 *
 * @param inputs input topics
 * @param consentsTopic the input on which everything is a Consent; empty: none
 * @param sinks output topics
 * @param decoder how inputs are decoded
 * @param outputs policy of each configured output
 * @param protection which outputs are encrypted, or have pseudonyms
 * @param alerts policy of the alert output
 * @param alertsFhir how alerts are written as FHIR; null: they are not
 * @param escalation how alerts are followed up; null: they are not
 * @param profile critical-value profile of the configuration
 * @param significantFlags whether the laboratory's flags HU and LU are critical
 * @param profilesTopic where profiles are published; empty: {@code profile} alone is in force
 * @param duplicatesRetention how long an event id is remembered, in log-append time
 * @param versionsRetention how long a resource's newest version is remembered
 * @param alertsRetention how long an Observation's alerts are remembered
 * @param staleAfter age of a result, from which on it pages nobody
 * @param keptConsents how many Consents are kept per patient, and how they are read
 * @param knownPatientsBytes heap of each task for the patients it met last, in bytes
 * @param maxOutputBytes largest record the broker accepts
 * @param version of Vigil, for dead letters
 * @param clock for decisions that depend on the present, such as a Consent's period
 */
public record PipelineSettings(
    List<String> inputs,
    String consentsTopic,
    Sinks sinks,
    DecoderSettings decoder,
    List<OutputPolicy> outputs,
    Protection protection,
    OutputPolicy alerts,
    @Nullable FhirAlertWriter alertsFhir,
    @Nullable EscalationSettings escalation,
    CriticalValueProfile profile,
    boolean significantFlags,
    String profilesTopic,
    Duration duplicatesRetention,
    Duration versionsRetention,
    Duration alertsRetention,
    Duration staleAfter,
    KeptConsents keptConsents,
    long knownPatientsBytes,
    int maxOutputBytes,
    String version,
    InstantSource clock) {
  /** Names of all outputs, alerts included. */
  Set<String> outputNames() {
    return Stream.concat(outputs.stream(), Stream.of(alerts))
        .map(OutputPolicy::name)
        .collect(Collectors.toUnmodifiableSet());
  }
}
