package dev.vigil.topology.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.domain.consent.ConsentEngine;
import dev.vigil.topology.domain.consent.Interpretation;
import dev.vigil.topology.domain.consent.Policies;
import dev.vigil.topology.pipeline.KnownPatients.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** What a task remembers of patients: never another revision than the store has, never too much. */
class KnownPatientsTest {
  private static final ConsentEngine ENGINE = new ConsentEngine(Policies.policy("TREAT", Set.of()));

  /** What a store gives: each time another array. */
  private static StoredPatient stored(String policyRule, int consents) {
    List<ConsentState> states = new ArrayList<>();
    for (int i = 0; i < consents; i++) {
      states.add(
          ConsentState.newBuilder()
              .setId("c" + i)
              .setStatus("active")
              .setPolicyRule(List.of(policyRule))
              .setVersion(ResourceVersion.newBuilder().setSource("").setEventTime(1_000L).build())
              .build());
    }
    byte[] encoded =
        StoredPatient.of(PatientState.newBuilder().setConsents(states).build()).encoded();
    return StoredPatient.ofEncoded(encoded);
  }

  private static Known find(KnownPatients patients, int number, StoredPatient stored) {
    return patients.find(("p" + number).getBytes(UTF_8), stored);
  }

  private static boolean permits(Known known) {
    return ENGINE.decide(known.consents(), Instant.EPOCH, null).permitted();
  }

  @Test
  void compilesOncePerRevision() {
    KnownPatients patients = new KnownPatients(1 << 20, Interpretation.DEFAULT);

    Known first = find(patients, 1, stored("OPTIN", 1));

    assertThat(find(patients, 1, stored("OPTIN", 1))).isSameAs(first);
  }

  @Test
  void followsTheStoreForthAndBack() {
    KnownPatients patients = new KnownPatients(1 << 20, Interpretation.DEFAULT);

    assertThat(permits(find(patients, 1, stored("OPTIN", 1)))).isTrue();
    assertThat(permits(find(patients, 1, stored("OPTOUT", 1)))).isFalse();
    // As after a transaction that was rolled back: the older revision is the truth again.
    assertThat(permits(find(patients, 1, stored("OPTIN", 1)))).isTrue();
    assertThat(permits(find(patients, 2, stored("OPTOUT", 1)))).isFalse();
  }

  @Test
  void forgetsWhoWasNotMetForLongest() {
    KnownPatients patients = new KnownPatients(1, Interpretation.DEFAULT);
    find(patients, 1, stored("OPTIN", 1));
    assertThat(patients.bytes()).as("no room for anybody").isZero();

    long one = weightOf(stored("OPTIN", 1));
    KnownPatients three = new KnownPatients(3 * one, Interpretation.DEFAULT);
    Known first = find(three, 1, stored("OPTIN", 1));
    Known second = find(three, 2, stored("OPTIN", 1));
    Known third = find(three, 3, stored("OPTIN", 1));
    find(three, 1, stored("OPTIN", 1));
    find(three, 4, stored("OPTIN", 1));

    assertThat(find(three, 1, stored("OPTIN", 1))).isSameAs(first);
    assertThat(find(three, 3, stored("OPTIN", 1))).isSameAs(third);
    assertThat(find(three, 2, stored("OPTIN", 1))).isNotSameAs(second);
  }

  @Test
  void neverTakesMoreThanItsBoundWhateverComes() {
    long max = 64 << 10;
    KnownPatients patients = new KnownPatients(max, Interpretation.DEFAULT);
    Random random = new Random(7);
    boolean held = false;
    for (int i = 0; i < 5_000; i++) {
      String rule = random.nextBoolean() ? "OPTIN" : "OPTOUT";
      Known known = find(patients, random.nextInt(40), stored(rule, random.nextInt(60)));
      int consents = known.stored().state().getConsents().size();
      assertThat(permits(known)).isEqualTo(consents == 0 || rule.equals("OPTIN"));
      assertThat(patients.bytes()).isBetween(0L, max);
      held |= patients.bytes() > max / 2;
    }
    assertThat(held).as("it was used").isTrue();
  }

  private static long weightOf(StoredPatient stored) {
    KnownPatients patients = new KnownPatients(1 << 20, Interpretation.DEFAULT);
    find(patients, 1, stored);
    return patients.bytes();
  }

  @Test
  void damagedStateIsTheStatesFaultNotTheRecords() {
    byte[] good = stored("OPTIN", 3).encoded();
    for (int length = 0; length < good.length; length++) {
      StoredPatient cut = StoredPatient.ofEncoded(Arrays.copyOf(good, length));
      assertThatThrownBy(cut::state).isInstanceOf(SerializationException.class);
    }
    byte[] newer = good.clone();
    newer[3] ^= 1;
    assertThatThrownBy(StoredPatient.ofEncoded(newer)::state)
        .isInstanceOf(SerializationException.class);
  }
}
