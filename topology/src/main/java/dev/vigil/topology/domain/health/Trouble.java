package dev.vigil.topology.domain.health;

/**
 * What is wrong, and what to do about it.
 *
 * @param headline what changes only if a person wants to be told again
 * @param reason with figures, for an operator; without patient data
 */
public record Trouble(Cause cause, String headline, String reason) {}
