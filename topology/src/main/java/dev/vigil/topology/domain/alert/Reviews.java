package dev.vigil.topology.domain.alert;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.ReviewItem;
import dev.vigil.topology.domain.lab.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person must look at. Where treatment is denied, an item says nothing clinical. */
final class Reviews {
  private final Circumstances circumstances;
  private final List<ReviewItem> items = new ArrayList<>();

  Reviews(Circumstances circumstances) {
    this.circumstances = circumstances;
  }

  List<ReviewItem> items() {
    return items;
  }

  /** Something was withheld. */
  void addWithheld() {
    add(AlertLifeCycle.WITHHELD_CRITICAL, circumstances.observationId(), null, null);
  }

  /** A value of the Observation. */
  void add(String reason, Finding finding) {
    add(reason, circumstances.observationId(), finding.component(), finding.loinc());
  }

  /** An alert of any Observation of the patient. */
  void add(String reason, CriticalLabAlert alert) {
    add(reason, alert.getObservationId(), alert.getComponent(), alert.getLoinc());
  }

  private void add(
      String reason, String observationId, @Nullable String component, @Nullable String loinc) {
    boolean hidden = circumstances.delivery() == Delivery.WITHHOLD;
    items.add(
        ReviewItem.newBuilder()
            .setReason(reason)
            .setTenant(circumstances.tenant())
            .setPatientId(circumstances.patientId())
            .setObservationId(observationId)
            .setComponent(hidden ? null : component)
            .setLoinc(hidden ? null : loinc)
            .setAt(circumstances.at())
            .setOrigin(circumstances.origin())
            .build());
  }
}
