package dev.vigil.topology.domain.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.jspecify.annotations.Nullable;

/** What must hold for any Consents and any question. */
@Domain(ConsentDomain.class)
@Domain(DomainContext.Global.class)
class ConsentPropertiesTest {
  private static final long NOW = 500;
  private static final Instant AT = Instant.ofEpochMilli(NOW);

  /** The same examples in every build; to search for others, leave out the seed. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @Property(seed = "20260115", edgeCases = EdgeCasesMode.NONE)
  @interface Always {}

  /** A question to an output. */
  record Asked(
      String purpose,
      Set<String> recipient,
      Decision withoutConsent,
      CombiningRule combine,
      List<String> categoryOrder,
      AskedAbout.@Nullable Known about) {

    Asked by(CombiningRule rule) {
      return new Asked(purpose, recipient, withoutConsent, rule, categoryOrder, about);
    }

    Asked to(Set<String> other) {
      return new Asked(purpose, other, withoutConsent, combine, categoryOrder, about);
    }

    Asked of(AskedAbout.@Nullable Known other) {
      return new Asked(purpose, recipient, withoutConsent, combine, categoryOrder, other);
    }

    boolean isSecondary() {
      return !PurposeOfUse.isTreatment(purpose);
    }
  }

  private static ConsentDecision decide(List<ConsentState> consents, Asked asked, Instant at) {
    OutputPolicy policy =
        Policies.policy(
            asked.purpose(),
            asked.recipient(),
            // Known as often as two recipients are.
            asked.recipient().size() == 2 ? Set.of("Organization/a") : Set.of(),
            asked.withoutConsent(),
            OutputPolicy.openForTreatment(asked.purpose()),
            asked.combine(),
            asked.categoryOrder());
    PatientState state = PatientState.newBuilder().setConsents(consents).build();
    return new ConsentEngine(policy)
        .decide(CompiledConsents.compile(state, Interpretation.DEFAULT), at, asked.about());
  }

  private static ConsentDecision decide(List<ConsentState> consents, Asked asked) {
    return decide(consents, asked, AT);
  }

  private static List<ConsentState> with(List<ConsentState> consents, ConsentState one, int at) {
    List<ConsentState> more = new ArrayList<>(consents);
    more.removeIf(consent -> consent.getId().equals(one.getId()));
    more.add(at % (more.size() + 1), one);
    return more;
  }

  private static List<ConsentState> without(List<ConsentState> consents, ConsentState one) {
    List<ConsentState> less = new ArrayList<>(consents);
    less.removeIf(consent -> consent.getId().equals(one.getId()));
    return less;
  }

  /** A copy in force, about disclosure in general, that a test may change. */
  private static ConsentState inForce(ConsentState consent) {
    return ConsentState.newBuilder(consent)
        .setId("new")
        .setReadable(true)
        .setStatus("active")
        .setScope(List.of("patient-privacy"))
        .setCategory(List.of("A"))
        .setUnreadable(List.of())
        .build();
  }

  private static void notMorePermissive(ConsentDecision before, ConsentDecision after) {
    if (!before.permitted()) {
      assertThat(after.permitted()).as("was %s, is %s", before, after).isFalse();
    }
  }

  private static ProvisionState deny(String... purposes) {
    return ProvisionState.newBuilder().setType("deny").setPurposes(List.of(purposes)).build();
  }

  @Always
  void addingADenyNeverPermits(
      @ForAll List<ConsentState> consents,
      @ForAll ConsentState consent,
      @ForAll ProvisionState provision,
      @ForAll Asked question) {
    ConsentState deny = inForce(consent);
    deny.setPolicyRule(List.of());
    deny.setProvision(ProvisionState.newBuilder(provision).setType("deny").build());
    deny.getProvision().setProvisions(List.of());
    Asked asked = question.by(CombiningRule.DENY_OVERRIDES);
    notMorePermissive(decide(consents, asked), decide(with(consents, deny, 0), asked));
  }

  /** A revocation is often a new Consent that denies everything. */
  @Always
  void theLatestDenyOfEverythingDenies(
      @ForAll List<ConsentState> consents, @ForAll ConsentState consent, @ForAll Asked question) {
    ConsentState revocation = inForce(consent);
    revocation.setPolicyRule(List.of());
    revocation.setProvision(deny());
    revocation.setDateTime(10L);
    List<ConsentState> all = with(consents, revocation, 1);
    assertThat(decide(all, question.by(CombiningRule.DENY_OVERRIDES)).verdict())
        .isEqualTo(Verdict.DENY);
    // Another deny that cannot be dated may be later still.
    assertThat(decide(all, question.by(CombiningRule.MOST_RECENT)).verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Always
  void noRuleIsStricterThanDenyOverrides(
      @ForAll List<ConsentState> consents, @ForAll Asked question) {
    if (decide(consents, question).verdict() == Verdict.DENY) {
      assertThat(decide(consents, question.by(CombiningRule.DENY_OVERRIDES)).verdict())
          .isEqualTo(Verdict.DENY);
    }
  }

  @Always
  void anInactiveConsentChangesNothing(
      @ForAll List<ConsentState> consents,
      @ForAll ConsentState consent,
      @ForAll @IntRange(max = 4) int place,
      @ForAll Asked asked) {
    ConsentState idle = ConsentState.newBuilder(consent).setId("new").setReadable(true).build();
    idle.setStatus("inactive");
    assertThat(decide(with(consents, idle, place), asked)).isEqualTo(decide(consents, asked));
  }

  @Always
  void anExpiredConsentChangesNothing(
      @ForAll List<ConsentState> consents,
      @ForAll ConsentState consent,
      @ForAll ProvisionState provision,
      @ForAll boolean basedOnPolicyRule,
      @ForAll @IntRange(max = 4) int place,
      @ForAll Asked asked) {
    ConsentState expired = inForce(consent);
    ProvisionState.Builder root =
        basedOnPolicyRule
            ? ProvisionState.newBuilder().setProvisions(provision.getProvisions())
            : ProvisionState.newBuilder(provision).setType("permit").setUnreadable(List.of());
    expired.setPolicyRule(basedOnPolicyRule ? List.of("OPTOUT") : List.of());
    expired.setProvision(root.setPeriodStart(null).setPeriodEnd(NOW - 1).build());
    assertThat(decide(with(consents, expired, place), asked)).isEqualTo(decide(consents, asked));
    assertThat(CompiledConsents.isSpent(expired, Interpretation.DEFAULT, AT)).isTrue();
  }

  /** The bound of a patient's Consents rests on it. */
  @Always
  void forgettingASpentConsentChangesNothing(
      @ForAll List<ConsentState> consents,
      @ForAll @IntRange(max = 1_000) int later,
      @ForAll Asked asked) {
    ConsentState one = consents.get(0);
    if (CompiledConsents.isSpent(one, Interpretation.DEFAULT, AT)) {
      Instant at = AT.plusMillis(later);
      assertThat(decide(without(consents, one), asked, at)).isEqualTo(decide(consents, asked, at));
    }
  }

  /** The bound of a patient's Consents rests on it. */
  @Always
  void whatCannotDenyNeverDoes(
      @ForAll ConsentState consent, @ForAll @IntRange(max = 1_000) int at, @ForAll Asked asked) {
    if (!CompiledConsents.canDeny(consent, Interpretation.DEFAULT)) {
      assertThat(decide(List.of(consent), asked, Instant.ofEpochMilli(at)).verdict())
          .isIn(Verdict.PERMIT, Verdict.NOT_APPLICABLE);
    }
  }

  @Always
  void theOrderOfConsentsIsIrrelevant(
      @ForAll List<ConsentState> consents, @ForAll int seed, @ForAll Asked asked) {
    List<ConsentState> shuffled = new ArrayList<>(consents);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(decide(shuffled, asked)).isEqualTo(decide(consents, asked));
  }

  /** By scope, or by the purposes of its root. */
  @Always
  void aConsentForAnotherPurposeChangesNothing(
      @ForAll List<ConsentState> consents,
      @ForAll ConsentState consent,
      @ForAll ProvisionState provision,
      @ForAll boolean byScope,
      @ForAll @IntRange(max = 4) int place,
      @ForAll Asked asked) {
    boolean research = PurposeOfUse.isResearch(PurposeOfUse.selfAndBroader(asked.purpose()));
    ConsentState other = inForce(consent);
    if (byScope) {
      other.setScope(List.of(research ? "treatment" : "research"));
    } else if (PurposeOfUse.isKnown(asked.purpose())) {
      String purpose = research ? "PATRQT" : "BIORCH";
      other.setPolicyRule(List.of());
      other.setProvision(
          ProvisionState.newBuilder(provision)
              .setType("permit")
              .setPurposes(List.of(purpose))
              .setUnreadable(List.of())
              .build());
    } else {
      return;
    }
    assertThat(decide(with(consents, other, place), asked)).isEqualTo(decide(consents, asked));
  }

  /** What is not applicable alone is so in company. */
  @Always
  void aConsentThatSaysNothingChangesNothing(
      @ForAll List<ConsentState> consents, @ForAll Asked asked) {
    ConsentState one = consents.get(0);
    if (decide(List.of(one), asked).verdict() == Verdict.NOT_APPLICABLE) {
      assertThat(decide(without(consents, one), asked)).isEqualTo(decide(consents, asked));
    }
  }

  /** Of a deny without exceptions, at any depth. */
  @Always
  void wideningThePurposeOfADenyNeverPermitsMore(
      @ForAll List<ConsentState> consents,
      @ForAll @IntRange(max = 60) int where,
      @ForAll ConsentState consent,
      @ForAll ProvisionState root,
      @ForAll Asked asked) {
    ConsentState narrow = inForce(consent);
    narrow.setProvision(ProvisionState.newBuilder(root).build());
    List<ProvisionState> all = Losses.all(narrow.getProvision());
    ProvisionState parent = all.get(where % all.size());
    ProvisionState deny = deny("ETREAT", "CLINTRCH");
    List<ProvisionState> siblings = new ArrayList<>(parent.getProvisions());
    siblings.add(deny);
    parent.setProvisions(siblings);
    ConsentDecision before = decide(with(consents, narrow, 0), asked);
    deny.setPurposes(List.of("ETREAT", "CLINTRCH", "TREAT", "HRESCH", "HPAYMT"));
    notMorePermissive(before, decide(with(consents, narrow, 0), asked));
  }

  /** What could not be read may have been anything: for secondary use it never opens. */
  @Always
  void losingACriterionNeverPermitsMore(
      @ForAll List<ConsentState> consents,
      @ForAll @IntRange(max = 500) int where,
      @ForAll boolean partly,
      @ForAll Asked asked) {
    if (asked.isSecondary()) {
      ConsentState damaged = Losses.lose(consents.get(0), where, partly);
      List<ConsentState> after = with(consents, damaged, 0);
      notMorePermissive(decide(consents, asked), decide(after, asked));
    }
  }

  @Always
  void anUnreadableConsentNeverPermitsSecondaryUse(
      @ForAll List<ConsentState> consents, @ForAll Asked question) {
    Asked asked = question.by(CombiningRule.DENY_OVERRIDES);
    ConsentState unreadable =
        ConsentState.newBuilder()
            .setId("new")
            .setVersion(new ResourceVersion("s", "1", null, 0L, 0L, false, Brought.CONTENT))
            .setReadable(false)
            .build();
    ConsentDecision decision = decide(with(consents, unreadable, 0), asked);
    assertThat(decision.permitted() && asked.isSecondary()).isFalse();
    if (decide(consents, asked).verdict() == Verdict.DENY) {
      assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    }
  }

  /** For secondary use, not to know what a resource says never opens what knowing it closes. */
  @Always
  void knowingLessOfTheResourceNeverPermitsMore(
      @ForAll List<ConsentState> consents, @ForAll AskedAbout.Known about, @ForAll Asked question) {
    if (question.isSecondary()) {
      AskedAbout.Known less =
          (AskedAbout.Known) AskedAbout.onlyType(about.resourceType(), about.reference());
      notMorePermissive(decide(consents, question.of(about)), decide(consents, question.of(less)));
    }
  }

  @Always
  void knowingNothingOfTheRecipientNeverPermitsMore(
      @ForAll List<ConsentState> consents, @ForAll Asked asked) {
    if (asked.isSecondary()) {
      notMorePermissive(decide(consents, asked), decide(consents, asked.to(Set.of())));
    }
  }
}
