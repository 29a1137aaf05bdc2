package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ProvisionActor;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must hold for any Consents; random ones from a fixed seed. */
class ConsentPropertiesTest {
  private static final int ROUNDS = 20_000;
  private static final Instant AT = Instant.ofEpochMilli(500);
  private static final List<String> PURPOSES =
      List.of("TREAT", "ETREAT", "BTG", "HRESCH", "CLINTRCH", "HPAYMT", "ODD");
  private static final AskedAbout ABOUT =
      new AskedAbout.Known(
          "Observation",
          "Observation/o1",
          List.of("http://loinc.org|2823-3"),
          List.of(),
          null,
          null,
          List.of(),
          List.of(),
          null);

  private final Random random = new Random(7);

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private boolean rarely() {
    return random.nextInt(5) == 0;
  }

  private ProvisionState provision(int depth) {
    ProvisionState.Builder provision = ProvisionState.newBuilder();
    provision.setType(rarely() ? null : rarely() ? "allow" : pick(List.of("permit", "deny")));
    if (random.nextBoolean()) {
      provision.setPurposes(List.of(pick(PURPOSES)));
    }
    if (rarely()) {
      provision.setPeriodEnd((long) random.nextInt(1_000));
    }
    if (rarely()) {
      provision.setClasses(List.of(pick(List.of("Observation", "Condition", "odd"))));
    }
    if (rarely()) {
      String actor = pick(List.of("Organization/a", "Organization/b", "Group/g"));
      provision.setActors(List.of(new ProvisionActor(List.of("IRCP"), actor, null)));
    }
    if (rarely()) {
      provision.setUnreadable(List.of(pick(List.of("code", "purpose", "provision", "type"))));
    }
    List<ProvisionState> nested = new ArrayList<>();
    while (depth > 0 && random.nextInt(3) > 0) {
      nested.add(provision(depth - 1));
    }
    return provision.setProvisions(nested).build();
  }

  private ConsentState consent(String id) {
    return ConsentState.newBuilder()
        .setId(id)
        .setVersion(new ResourceVersion("s", "1", null, 0L))
        .setStatus("active")
        .setScope(List.of(rarely() ? "research" : "patient-privacy"))
        .setCategory(List.of(pick(List.of("A", "B"))))
        .setDateTime((long) random.nextInt(3))
        .setReadable(random.nextInt(10) > 0)
        .setPolicyRule(rarely() ? List.of(pick(List.of("OPTIN", "OPTOUT", "ODD"))) : List.of())
        .setProvision(rarely() ? null : provision(3))
        .build();
  }

  private List<ConsentState> consents() {
    List<ConsentState> consents = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      consents.add(consent("c" + i));
    }
    return consents;
  }

  private static ConsentDecision decide(
      List<ConsentState> consents, String purpose, CombiningRule rule, @Nullable AskedAbout about) {
    OutputPolicy policy =
        new OutputPolicy(
            "o",
            purpose,
            Set.of("Organization/a"),
            OutputPolicy.openForTreatment(purpose),
            OutputPolicy.openForTreatment(purpose),
            Withheld.DROP,
            OnDeny.WITHHOLD,
            rule,
            List.of("A"));
    PatientState state = PatientState.newBuilder().setConsents(consents).build();
    return new ConsentEngine(policy)
        .decide(CompiledConsents.compile(state, Interpretation.DEFAULT), AT, about);
  }

  private CombiningRule anyRule() {
    return pick(List.of(CombiningRule.values()));
  }

  @Test
  void addingADenyNeverPermits() {
    for (int i = 0; i < ROUNDS; i++) {
      List<ConsentState> consents = consents();
      String purpose = pick(PURPOSES);
      ConsentDecision before = decide(consents, purpose, CombiningRule.DENY_OVERRIDES, ABOUT);
      ConsentState deny = consent("deny");
      deny.setReadable(true);
      deny.setPolicyRule(List.of());
      deny.setProvision(
          ProvisionState.newBuilder().setType("deny").setPurposes(List.of(pick(PURPOSES))).build());
      consents.add(deny);
      ConsentDecision after = decide(consents, purpose, CombiningRule.DENY_OVERRIDES, ABOUT);
      assertThat(!before.permitted() && after.permitted()).isFalse();
    }
  }

  @Test
  void anInactiveOrExpiredConsentChangesNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      List<ConsentState> consents = consents();
      String purpose = pick(PURPOSES);
      CombiningRule rule = anyRule();
      ConsentDecision before = decide(consents, purpose, rule, ABOUT);
      ConsentState idle = consent("idle");
      idle.setReadable(true);
      if (random.nextBoolean()) {
        idle.setStatus("inactive");
      } else {
        idle.setPolicyRule(List.of(pick(List.of("OPTIN", "OPTOUT"))));
        idle.setProvision(ProvisionState.newBuilder().setPeriodEnd(499L).build());
      }
      consents.add(random.nextInt(consents.size()), idle);
      assertThat(decide(consents, purpose, rule, ABOUT)).isEqualTo(before);
    }
  }

  @Test
  void theOrderOfConsentsIsIrrelevant() {
    for (int i = 0; i < ROUNDS; i++) {
      List<ConsentState> consents = consents();
      String purpose = pick(PURPOSES);
      CombiningRule rule = anyRule();
      ConsentDecision before = decide(consents, purpose, rule, ABOUT);
      Collections.shuffle(consents, random);
      assertThat(decide(consents, purpose, rule, ABOUT)).isEqualTo(before);
    }
  }

  @Test
  void aConsentForAnotherPurposeChangesNothing() {
    for (int i = 0; i < ROUNDS; i++) {
      List<ConsentState> consents = consents();
      CombiningRule rule = anyRule();
      ConsentDecision before = decide(consents, "TREAT", rule, ABOUT);
      ConsentState other = consent("other");
      other.setReadable(true);
      if (random.nextBoolean()) {
        other.setScope(List.of("research"));
      } else {
        other.setPolicyRule(List.of());
        other.setProvision(
            ProvisionState.newBuilder()
                .setType(pick(List.of("permit", "deny")))
                .setPurposes(List.of(pick(List.of("HRESCH", "HPAYMT", "ETREAT"))))
                .setProvisions(List.of(provision(2)))
                .build());
      }
      consents.add(other);
      assertThat(decide(consents, "TREAT", rule, ABOUT)).isEqualTo(before);
    }
  }

  /** A provision's own deny, made wider, at any depth where only denies are above it. */
  @Test
  void wideningThePurposeOfADenyNeverPermitsMore() {
    for (int i = 0; i < ROUNDS; i++) {
      List<ConsentState> consents = consents();
      ConsentState denying = consent("deny");
      denying.setReadable(true);
      denying.setProvision(
          ProvisionState.newBuilder().setType("deny").setPurposes(List.of("ETREAT")).build());
      consents.add(denying);
      String purpose = pick(PURPOSES);
      CombiningRule rule = CombiningRule.DENY_OVERRIDES;
      ConsentDecision before = decide(consents, purpose, rule, ABOUT);
      denying.getProvision().setPurposes(List.of("ETREAT", "TREAT"));
      ConsentDecision after = decide(consents, purpose, rule, ABOUT);
      assertThat(!before.permitted() && after.permitted()).isFalse();
    }
  }

  /** What could not be read may have been anything: for secondary use it never opens. */
  @Test
  void losingACriterionNeverPermitsMore() {
    for (int i = 0; i < ROUNDS; i++) {
      ConsentState consent = consent("c");
      consent.setProvision(provision(3));
      ConsentDecision before =
          decide(List.of(consent), "HRESCH", CombiningRule.DENY_OVERRIDES, ABOUT);
      ProvisionState victim = consent.getProvision();
      while (!victim.getProvisions().isEmpty() && random.nextBoolean()) {
        victim = pick(victim.getProvisions());
      }
      List<String> lost = new ArrayList<>(victim.getUnreadable());
      lost.add(pick(List.of("purpose", "class", "actor", "period", "code")));
      victim.setUnreadable(lost);
      ConsentDecision after =
          decide(List.of(consent), "HRESCH", CombiningRule.DENY_OVERRIDES, ABOUT);
      assertThat(!before.permitted() && after.permitted()).as("%s", consent).isFalse();
    }
  }
}
