package dev.vigil.topology.cli.backfill;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.cli.io.RepeatableFiles;
import dev.vigil.topology.cli.io.ResourceVisitor;
import dev.vigil.topology.runtime.backfill.BackfillRecords;
import dev.vigil.topology.runtime.backfill.BackfillRecords.Ready;
import dev.vigil.topology.runtime.backfill.ChangeEvents.Deletion;
import dev.vigil.topology.runtime.backfill.DeletedResources;
import dev.vigil.topology.runtime.backfill.NoChangeEvent;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a backfill, more than once: to say what is in them, then the Consents and
 * Patients, then all else. So no result is judged before a Consent that stands behind it.
 */
final class BackfillFiles {
  /** Problem: a history tells of a deletion, and the files do not tell whose the resource was. */
  static final String DELETION_OF_UNKNOWN = "deletion-of-unknown-patient";

  /** Problem: a resource, but nobody said which system it is from. */
  static final String SOURCE_MISSING = "source-missing";

  private final RepeatableFiles files;
  private final List<String> names;
  private final BackfillRecords records;
  private final boolean sourceKnown;
  private final DeletedResources deleted = new DeletedResources();
  private boolean lookedForDeletions;

  BackfillFiles(
      RepeatableFiles files, List<String> names, BackfillRecords records, boolean sourceKnown) {
    this.files = files;
    this.names = names;
    this.records = records;
    this.sourceKnown = sourceKnown;
  }

  /** Takes what is left out, in the order of the files. */
  interface Problems {
    /**
     * One thing that is left out.
     *
     * @param what type of the resource, or what it is; null: unknown
     * @param problem stable code, with a location; never content
     */
    void problem(String place, @Nullable String what, String problem);
  }

  /** Hands over all records in the order of the files, and what is left out. */
  void look(Consumer<Ready> take, Problems problems) {
    findDeletions();
    each(take, problems);
  }

  /** Hands over all records, those that others are judged by first. */
  void inOrder(Consumer<Ready> take) {
    findDeletions();
    for (boolean first : new boolean[] {true, false}) {
      each(
          ready -> {
            if (ready.goesFirst() == first) {
              take.accept(ready);
            }
          },
          (place, what, problem) -> {
            // Said before, when the files were looked at.
          });
    }
  }

  private void each(Consumer<Ready> take, Problems problems) {
    Records visitor = new Records(take, problems);
    names.forEach(name -> files.read(name, visitor));
  }

  private void findDeletions() {
    if (lookedForDeletions) {
      return;
    }
    lookedForDeletions = true;
    read((place, deletion) -> deleted.note(deletion), resource -> {});
    if (deleted.isAsking()) {
      read((place, deletion) -> {}, deleted::learn);
    }
  }

  private void read(BiConsumer<String, Deletion> deletions, Consumer<FhirResource> resources) {
    Deletions visitor = new Deletions(deletions, resources);
    names.forEach(name -> files.read(name, visitor));
  }

  private static @Nullable Deletion deletion(ResourceVisitor.DeletedEntry entry) {
    return DeletedResources.deletion(entry.url(), entry.etag(), entry.lastModified());
  }

  private record Deletions(BiConsumer<String, Deletion> deletions, Consumer<FhirResource> resources)
      implements ResourceVisitor {
    @Override
    public void resource(String place, FhirResource resource) {
      resources.accept(resource);
    }

    @Override
    public void unreadable(
        String place, @Nullable String resourceType, @Nullable String id, String fault) {
      // The look at all records names it.
    }

    @Override
    public void deletion(String place, DeletedEntry entry) {
      Deletion deletion = BackfillFiles.deletion(entry);
      if (deletion != null) {
        deletions.accept(place, deletion);
      }
    }
  }

  private final class Records implements ResourceVisitor {
    private final Consumer<Ready> take;
    private final Problems problems;

    Records(Consumer<Ready> take, Problems problems) {
      this.take = take;
      this.problems = problems;
    }

    @Override
    public void resource(String place, FhirResource resource) {
      boolean event = BackfillRecords.isEvent(resource);
      String what = event ? "change event" : resource.resourceType();
      if (!event && !sourceKnown) {
        problems.problem(place, what, SOURCE_MISSING);
        return;
      }
      try {
        take.accept(event ? records.event(resource) : records.resource(resource));
      } catch (NoChangeEvent e) {
        problems.problem(place, what, e.problem());
      }
    }

    @Override
    public void untyped(String place, FhirResource object) {
      if (BackfillRecords.isEvent(object)) {
        resource(place, object);
      } else {
        ResourceVisitor.super.untyped(place, object);
      }
    }

    @Override
    public void unreadable(
        String place, @Nullable String resourceType, @Nullable String id, String fault) {
      problems.problem(place, resourceType, fault);
    }

    @Override
    public void deletion(String place, DeletedEntry entry) {
      Deletion deletion = BackfillFiles.deletion(entry);
      String patient = deletion == null ? null : deleted.patientOf(deletion);
      if (deletion == null || patient == null) {
        problems.problem(place, "deletion", DELETION_OF_UNKNOWN);
      } else if (!sourceKnown) {
        problems.problem(place, "deletion", SOURCE_MISSING);
      } else {
        try {
          take.accept(records.deletion(deletion, patient));
        } catch (NoChangeEvent e) {
          problems.problem(place, "deletion", e.problem());
        }
      }
    }
  }
}
