package dev.vigil.topology.domain.patient;

import dev.vigil.topology.domain.consent.Interpretation;

/**
 * How many Consents of a patient are kept.
 *
 * @param max most Consents of one patient (those that could deny: twice as many); at least 1
 * @param interpretation tells which have no effect, and so may be forgotten first
 */
public record KeptConsents(int max, Interpretation interpretation) {}
