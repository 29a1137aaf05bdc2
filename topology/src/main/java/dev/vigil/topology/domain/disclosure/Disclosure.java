package dev.vigil.topology.domain.disclosure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the accounting.
 *
 * @param at when it was decided or done
 * @param kind what went out
 * @param what a resource as {@code Type/id}, an alert, or a dead letter
 * @param output name of the configured output; null: {@link DisclosureKind#SHOWN_TO_OPERATOR}, or a
 *     review item
 * @param purpose of use, v3-ActReason code; null: none is configured for it
 * @param by the operator who saw it, or who escalated; null: nobody in particular
 * @param rule how it was decided; null: no audit record says
 * @param consentId the Consent that decided; null: a default
 * @param provision of that Consent; null: none in particular
 * @param origin coordinates of the record that led to it, {@code topic:partition:offset}; null:
 *     none did
 * @param eventId of that record; null: none
 * @param run name of the reprocessing run that sent it again; null: none
 * @param certain false: filed under the patient's key, but not known to be about the patient
 */
public record Disclosure(
    Instant at,
    DisclosureKind kind,
    String what,
    @Nullable String output,
    @Nullable String purpose,
    @Nullable String by,
    @Nullable String rule,
    @Nullable String consentId,
    @Nullable String provision,
    @Nullable String origin,
    @Nullable String eventId,
    @Nullable String run,
    boolean certain) {}
