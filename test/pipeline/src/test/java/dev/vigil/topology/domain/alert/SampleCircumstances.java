package dev.vigil.topology.domain.alert;

import dev.vigil.avro.ConsentBasis;
import dev.vigil.avro.Decision;
import dev.vigil.avro.Origin;
import dev.vigil.config.profile.CriticalValueProfile;
import java.time.Instant;
import java.util.List;

/** What stands around a result in these tests. */
final class SampleCircumstances {
  static final Instant AT = Instant.parse("2026-01-15T12:00:00Z");
  private static final CriticalValueProfile PROFILE =
      new CriticalValueProfile("us-conventional", "1.0", "3f2a9c417b08", null, List.of());
  static final Circumstances USUAL = of(Delivery.DELIVER, false, false);

  private SampleCircumstances() {}

  static Circumstances of(Delivery delivery, boolean stale, boolean backfill) {
    return new Circumstances(
        "north",
        "p1",
        "o1",
        delivery,
        ConsentBasis.newBuilder()
            .setDecision(delivery == Delivery.DELIVER ? Decision.PERMIT : Decision.DENY)
            .setRule("default-permit")
            .build(),
        stale,
        backfill,
        PROFILE,
        AT,
        origin(42));
  }

  /** Another record, later. */
  static Circumstances later(Circumstances c, String patientId, String observationId) {
    return new Circumstances(
        c.tenant(),
        patientId,
        observationId,
        c.delivery(),
        c.consent(),
        c.stale(),
        c.quiet(),
        c.profile(),
        c.at().plusSeconds(3_600),
        origin(43));
  }

  /** A later record of the same patient, a minute after the one before it. */
  static Circumstances record(Circumstances c, String observationId, int number) {
    return new Circumstances(
        c.tenant(),
        c.patientId(),
        observationId,
        c.delivery(),
        c.consent(),
        c.stale(),
        c.quiet(),
        c.profile(),
        AT.plusSeconds(60L * number),
        origin(100 + number));
  }

  private static Origin origin(long offset) {
    return Origin.newBuilder()
        .setEventId("e" + offset)
        .setSource("lis")
        .setTopic("fhir.events")
        .setPartition(0)
        .setOffset(offset)
        .build();
  }
}
