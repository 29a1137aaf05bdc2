package dev.vigil.topology.domain.patient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.patient.ConsentBound.Kept;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which Consents of a patient go first when there are more than one keeps. */
class ConsentBoundTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_000);

  private static ConsentState permit(String id, long dateTime, ProvisionState... exceptions) {
    return ConsentState.newBuilder()
        .setId(id)
        .setVersion(new ResourceVersion("s", "1", null, 0L, 0L, false, Brought.CONTENT))
        .setStatus("active")
        .setDateTime(dateTime)
        .setProvision(
            ProvisionState.newBuilder()
                .setType("permit")
                .setProvisions(List.of(exceptions))
                .build())
        .build();
  }

  private static ConsentState container(String id, long dateTime, ProvisionState... provisions) {
    ConsentState consent = permit(id, dateTime, provisions);
    consent.getProvision().setType(null);
    return consent;
  }

  private static ProvisionState deny(long until) {
    return ProvisionState.newBuilder().setType("deny").setPeriodEnd(until).build();
  }

  private static List<String> keep(int max, String changed, ConsentState... consents) {
    Kept kept =
        ConsentBound.keep(
            List.of(consents), changed, NOW, new KeptConsents(max, Interpretation.DEFAULT));
    return kept.consents().stream().map(ConsentState::getId).toList();
  }

  @Test
  void keepsADenyInsideAPermit() {
    assertThat(keep(1, "c", permit("a", 1, deny(9_999)), permit("b", 2), permit("c", 3)))
        .containsExactly("a");
  }

  @Test
  void forgetsTheOldestPermitFirst() {
    assertThat(keep(2, "c", permit("b", 2), permit("a", 1), permit("c", 3)))
        .containsExactly("b", "c");
    assertThat(keep(2, "c", permit("b", 1), permit("a", 1), permit("c", 3)))
        .containsExactly("b", "c");
  }

  @Test
  void forgetsWhatJustChangedLast() {
    assertThat(keep(1, "a", permit("a", 1), permit("b", 2))).containsExactly("a");
  }

  @Test
  void whatHoldsOnlyRulesThatAreOverTakesNoPlaceOfWhatIsInForce() {
    ConsentState over = container("over", 9, deny(999), deny(500));
    ConsentState overLonger = container("longer", 8, deny(500));
    assertThat(keep(1, "over", permit("a", 1), overLonger, over)).containsExactly("a", "over");
    ConsentState partly = container("partly", 9, deny(999), deny(1_000));
    assertThat(keep(1, "partly", permit("a", 1), partly)).containsExactly("partly");
    ConsentBound.Kept kept =
        ConsentBound.keep(
            List.of(permit("a", 1), over),
            "over",
            NOW,
            new KeptConsents(1, Interpretation.DEFAULT));
    assertThat(kept.overflow()).isFalse();
  }

  @Test
  void aPeriodThatEndsBeforeItStartsIsNotOver() {
    ProvisionState odd = deny(10);
    odd.setPeriodStart(20L);
    assertThat(keep(1, "odd", permit("a", 1), container("odd", 9, odd))).containsExactly("odd");
  }
}
