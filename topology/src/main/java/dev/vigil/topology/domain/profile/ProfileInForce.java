package dev.vigil.topology.domain.profile;

import dev.vigil.topology.domain.lab.CriticalLabRules;
import org.jspecify.annotations.Nullable;

/**
 * What records are judged by.
 *
 * @param rules rules of the profile
 * @param published whether it comes from the topic, not from {@code vigil.profile}
 * @param fault why it is not the one that {@code active} names; null if it is, or if nothing was
 *     published yet
 */
public record ProfileInForce(
    CriticalLabRules rules, boolean published, @Nullable ProfileFault fault) {}
