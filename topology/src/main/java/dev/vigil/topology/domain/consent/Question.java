package dev.vigil.topology.domain.consent;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question to a compiled Consent.
 *
 * @param purpose purpose of use
 * @param purposes the purpose and all that it is a kind of
 * @param recipient keys of the recipient; empty: unknown
 * @param custodian keys of who holds the data; empty: unknown
 * @param at instant of evaluation, milliseconds since 1970 UTC
 * @param about the resource; null: the output as a whole
 */
record Question(
    String purpose,
    Set<String> purposes,
    List<ReferenceKey> recipient,
    List<ReferenceKey> custodian,
    long at,
    @Nullable AskedAbout about) {}
