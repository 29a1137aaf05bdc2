package dev.vigil.topology.pipeline;

import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.avro.state.DueEscalation;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.pipeline.AlertFollowUps.AlertKey;
import dev.vigil.topology.pipeline.DueEscalations.Due;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Follow-ups and the index of what is due, always changed together. */
final class EscalationStores {
  /** A larger Observation is asked about by its id alone, when consent is asked again. */
  private static final int MAX_RESOURCE_BYTES = 64 * 1024;

  private final AlertFollowUps followUps;
  private final DueEscalations due;

  EscalationStores(AlertFollowUps followUps, DueEscalations due) {
    this.followUps = followUps;
    this.due = due;
  }

  /**
   * How a record changes the follow-up of an alert.
   *
   * @param before null: there was none
   */
  record Change(AlertKey alert, @Nullable AlertFollowUp before, AlertFollowUp after) {}

  /** What is due, the most overdue first, no more than so many. */
  DueEscalations due() {
    return due;
  }

  /** The follow-up of an alert that is due; an empty one if it waited until it was forgotten. */
  AlertFollowUp followUp(Due entry) {
    AlertFollowUp known =
        followUps.find(entry.alert(), entry.escalation().getAppendedAt().toEpochMilli());
    return known != null
        ? known
        : AlertFollowUp.newBuilder().setRevision(0).setStatus(AlertStatus.UNKNOWN).build();
  }

  /** Remembers what a written record changed. */
  void remember(Judgement judgement) {
    long now = judgement.input().timestamp();
    for (Change change : judgement.followUps()) {
      AlertFollowUp before = change.before();
      if (!change.after().equals(before)) {
        followUps.remember(change.alert(), change.after(), now);
      }
      if (before != null && before.getDueAt() != null) {
        due.remove(before.getDueAt(), change.alert());
      }
      Instant dueAt = change.after().getDueAt();
      if (dueAt != null) {
        due.put(new Due(dueAt, entry(judgement, change.alert())));
      }
    }
  }

  /** Remembers what an escalation changed. */
  void escalated(Due entry, AlertFollowUp after) {
    due.remove(entry.at(), entry.alert());
    followUps.remember(entry.alert(), after, entry.escalation().getAppendedAt().toEpochMilli());
    if (after.getDueAt() != null) {
      due.put(new Due(after.getDueAt(), entry.escalation()));
    }
  }

  private static DueEscalation entry(Judgement judgement, AlertKey alert) {
    ChangeEvent event = judgement.event();
    return DueEscalation.newBuilder()
        .setAlertId(alert.alertId())
        .setTenant(alert.tenant())
        .setPatientId(alert.patientId())
        .setObservationId(event.resourceId())
        .setAppendedAt(Instant.ofEpochMilli(judgement.input().timestamp()))
        .setOrigin(Origins.of(judgement))
        .setResource(kept(event.resource()))
        .build();
  }

  private static @Nullable ByteBuffer kept(@Nullable FhirResource resource) {
    return resource == null || resource.to() - resource.from() > MAX_RESOURCE_BYTES
        ? null
        : ByteBuffer.wrap(resource.json());
  }
}
