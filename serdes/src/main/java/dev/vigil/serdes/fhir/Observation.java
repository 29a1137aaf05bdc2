package dev.vigil.serdes.fhir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR R4 Observation, as far as the critical-lab rules need it.
 *
 * @param head status, codes and interpretations
 * @param category whether it says that it is a laboratory result
 * @param value its own value
 * @param dataAbsent it has a dataAbsentReason
 * @param components its components, as many as the head has
 * @param specimenTime effectiveDateTime, start (else end) of effectivePeriod, or effectiveInstant
 * @param issued when the result was released
 * @param specimen what it says of its specimen
 * @param encounter reference as received
 * @param performer first reference as received
 */
public record Observation(
    ObservationHead head,
    Category category,
    ResultValue value,
    boolean dataAbsent,
    List<Component> components,
    @Nullable FhirDateTime specimenTime,
    @Nullable FhirDateTime issued,
    Specimen specimen,
    @Nullable String encounter,
    @Nullable String performer) {

  /** What the category says. */
  public enum Category {
    /** One of the categories is {@code laboratory}. */
    LABORATORY,
    /** There are categories, and none of them is {@code laboratory}. */
    OTHER,
    /** No readable category. */
    UNKNOWN
  }

  /** A component: a result of its own within the Observation. */
  public record Component(ResultHead head, ResultValue value, boolean dataAbsent) {}
}
