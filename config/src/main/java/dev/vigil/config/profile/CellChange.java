package dev.vigil.config.profile;

import org.jspecify.annotations.Nullable;

/**
 * What became of one thing that a row says.
 *
 * @param what column or columns, for people: {@code low}, {@code high}, {@code age}, {@code unit},
 *     …
 * @param before as a person reads it; empty: it said nothing
 * @param after as a person reads it; empty: it says nothing
 * @param remark what the two mean for each other, across units; null: nothing to say
 * @param inEffect whether results are judged, or alerts handled, in another way
 */
public record CellChange(
    String what, String before, String after, @Nullable String remark, boolean inEffect) {}
