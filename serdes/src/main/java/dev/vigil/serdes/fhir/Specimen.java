package dev.vigil.serdes.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an Observation itself says of its specimen; nothing is looked up elsewhere.
 *
 * @param types codings of the type of a contained Specimen
 * @param text text of that type, else the display of the reference; null if none
 */
public record Specimen(List<Coding> types, @Nullable String text) {
  /** It says nothing. */
  public static final Specimen NOT_STATED = new Specimen(List.of(), null);
}
