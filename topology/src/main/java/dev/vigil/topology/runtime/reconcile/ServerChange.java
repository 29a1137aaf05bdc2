package dev.vigil.topology.runtime.reconcile;

import dev.vigil.serdes.fhir.FhirResource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a resource that the FHIR server has.
 *
 * @param type FHIR type
 * @param id logical id
 * @param versionId as the server counts them; null: it does not
 * @param lastUpdated when it came to be; null: the server does not say
 * @param deleted it is a deletion
 * @param resource null: a deletion
 */
record ServerChange(
    String type,
    String id,
    @Nullable String versionId,
    @Nullable Instant lastUpdated,
    boolean deleted,
    @Nullable FhirResource resource) {}
