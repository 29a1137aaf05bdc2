package dev.vigil.topology.domain.alert;

import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.Origin;
import dev.vigil.config.profile.CriticalValueProfile;
import java.time.Instant;

/**
 * What the life cycle must know beside the result itself.
 *
 * @param tenant tenant; empty for none
 * @param patientId logical id of the patient
 * @param observationId logical id of the Observation
 * @param delivery what consent allows
 * @param consent how that was decided
 * @param stale the result is too old to page anyone
 * @param quiet the result was brought in later, on purpose, so that it pages nobody
 * @param profile critical-value profile that the record is judged by
 * @param at log-append time of the record
 * @param origin the record
 */
public record Circumstances(
    String tenant,
    String patientId,
    String observationId,
    Delivery delivery,
    ConsentBasis consent,
    boolean stale,
    boolean quiet,
    CriticalValueProfile profile,
    Instant at,
    Origin origin) {}
