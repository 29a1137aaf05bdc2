package dev.vigil.topology.domain.health;

/**
 * A stream thread, as it was found.
 *
 * @param place what it was at
 * @param at class and method, for an operator
 * @param cpu share of the time since the look before in which it had a processor, 0 to 1; NaN: not
 *     known
 */
public record ThreadLook(Place place, String at, double cpu) {}
