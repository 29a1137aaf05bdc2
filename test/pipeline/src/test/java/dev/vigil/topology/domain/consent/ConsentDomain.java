package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionActor;
import dev.vigil.avro.state.ProvisionData;
import dev.vigil.avro.state.ProvisionState;
import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.topology.domain.consent.ConsentPropertiesTest.Asked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.domains.DomainContextBase;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary Consents and questions: all that R4 has, and codes it does not. Values are few, so that
 * rules often are about what is asked. Each arbitrary is made once: jqwik compares them, which
 * takes long for copies.
 */
public class ConsentDomain extends DomainContextBase {
  /** Deepest provision below the root. */
  private static final int DEPTH = 4;

  private static final List<String> PURPOSES =
      List.of("TREAT", "ETREAT", "BTG", "HRESCH", "CLINTRCH", "CLINTRL", "HPAYMT", "ODD");
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|";
  private static final List<String> LABELS =
      List.of(
          CONFIDENTIALITY + "L",
          CONFIDENTIALITY + "N",
          CONFIDENTIALITY + "R",
          CONFIDENTIALITY + "odd",
          "http://terminology.hl7.org/CodeSystem/v3-ActCode|PSY");
  private static final List<String> CODES =
      List.of("http://loinc.org|2823-3", "http://loinc.org|718-7", "|2823-3", "urn:lab|K");
  private static final List<String> PARTIES =
      List.of(
          "Organization/a",
          "Organization/b",
          "https://h.example/Organization/a/_history/2",
          "Group/g",
          "#contained");
  private static final List<String> RESOURCES =
      List.of("Observation/o1", "Observation/o2", "Patient/p1", "#contained");

  private static final Arbitrary<ProvisionState> PROVISION = tree();
  private static final Arbitrary<ConsentState> CONSENT = anyConsent();
  private static final Arbitrary<List<ConsentState>> CONSENTS =
      CONSENT.list().ofMinSize(1).ofMaxSize(4).uniqueElements(ConsentState::getId);
  private static final Arbitrary<AskedAbout.Known> ABOUT = anyResource();
  private static final Arbitrary<Asked> ASKED = anyQuestion();

  /** Consents of one patient: each id once. */
  @Provide
  Arbitrary<List<ConsentState>> consents() {
    return CONSENTS;
  }

  @Provide
  Arbitrary<ConsentState> consent() {
    return CONSENT;
  }

  /** A provision, typed or not, with provisions in it. */
  @Provide
  Arbitrary<ProvisionState> provision() {
    return PROVISION;
  }

  @Provide
  Arbitrary<Asked> asked() {
    return ASKED;
  }

  /** A resource of which more or less is known. */
  @Provide
  Arbitrary<AskedAbout.Known> about() {
    return ABOUT;
  }

  private static Arbitrary<ConsentState> anyConsent() {
    return Builders.withBuilder(ConsentState::newBuilder)
        .use(Arbitraries.of("c1", "c2", "c3", "c4", "c5", ""))
        .in(ConsentState.Builder::setId)
        .use(version())
        .in(ConsentState.Builder::setVersion)
        .use(Arbitraries.frequency(of(12, "active"), of(1, "inactive"), of(1, "odd")))
        .in(ConsentState.Builder::setStatus)
        .use(Arbitraries.of("patient-privacy", "patient-privacy", "research", "treatment", "odd"))
        .withProbability(0.9)
        .in((consent, scope) -> consent.setScope(List.of(scope)))
        .use(Arbitraries.of("A", "B", "research", "59284-0"))
        .withProbability(0.7)
        .in((consent, category) -> consent.setCategory(List.of(category)))
        .use(Arbitraries.longs().between(0, 3))
        .withProbability(0.8)
        .in(ConsentState.Builder::setDateTime)
        .use(Arbitraries.of(false))
        .withProbability(0.05)
        .in(ConsentState.Builder::setReadable)
        .use(Arbitraries.of("policyRule", "provision", "modifierExtension", "dateTime", "scope"))
        .withProbability(0.05)
        .in((consent, name) -> consent.setUnreadable(List.of(name)))
        .use(base())
        .in((consent, base) -> base.into(consent))
        .build(ConsentState.Builder::build);
  }

  private static Arbitrary<Asked> anyQuestion() {
    return Combinators.combine(
            Arbitraries.of(PURPOSES),
            Arbitraries.of("Organization/a", "urn:s|1").set().map(HashSet::new),
            Arbitraries.of(Decision.class),
            Arbitraries.of(CombiningRule.class),
            Arbitraries.of("A", "B").list().uniqueElements().ofMaxSize(2),
            ABOUT.injectNull(0.3))
        .as(Asked::new);
  }

  private static Arbitrary<AskedAbout.Known> anyResource() {
    return Combinators.combine(
            Arbitraries.of("Observation", "Condition"),
            Arbitraries.of("Observation/o1", "Observation/o3").injectNull(0.1),
            Arbitraries.of(CODES).list().ofMaxSize(2).injectNull(0.1),
            Arbitraries.of(LABELS).list().ofMaxSize(2).injectNull(0.1),
            Arbitraries.longs().between(0, 9).map(Instant::ofEpochMilli).injectNull(0.2),
            Arbitraries.of(PARTIES).list().ofMaxSize(2).injectNull(0.1),
            Arbitraries.of(RESOURCES).list().ofMaxSize(2).injectNull(0.1))
        .as(
            (type, reference, codes, labels, at, authors, references) ->
                new AskedAbout.Known(type, reference, codes, labels, at, at, authors, references));
  }

  /** The ways in which a Consent says its base decision. */
  private record Base(List<String> policyRule, List<ProvisionState> root) {
    ConsentState.Builder into(ConsentState.Builder consent) {
      consent.setPolicyRule(policyRule);
      root.forEach(consent::setProvision);
      return consent;
    }
  }

  private static Arbitrary<Base> base() {
    return Combinators.combine(
            Arbitraries.of("OPTIN", "OPTINR", "OPTOUT", "OPTOUTE"),
            Arbitraries.of("permit", "deny"),
            PROVISION,
            Arbitraries.integers().between(0, 9))
        .as(
            (policy, type, provision, encoding) ->
                switch (encoding) {
                  case 0, 1, 2 -> new Base(List.of(policy), List.of(typed(provision, null)));
                  case 3, 4, 5 -> new Base(List.of(), List.of(typed(provision, type)));
                  case 6, 7 -> new Base(List.of(policy), List.of(typed(provision, type)));
                  case 8 -> new Base(List.of(policy), List.of());
                  default -> new Base(List.of("ODD"), List.of(provision));
                });
  }

  private static ProvisionState typed(ProvisionState provision, @Nullable String type) {
    return ProvisionState.newBuilder(provision).setType(type).build();
  }

  /** Empty: untyped. */
  private static Arbitrary<String> anyType() {
    return Arbitraries.frequencyOf(
        of(4, Arbitraries.of("permit", "deny")),
        of(2, Arbitraries.of("")),
        of(1, Arbitraries.of("allow")));
  }

  /** A provision without others in it. */
  private static Arbitrary<ProvisionState> flat() {
    return Builders.withBuilder(ProvisionState::newBuilder)
        .use(anyType())
        .in((provision, code) -> provision.setType(code.isEmpty() ? null : code))
        .use(Arbitraries.longs().between(0, 1_000))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setPeriodStart)
        .use(Arbitraries.longs().between(0, 1_000))
        .withProbability(0.2)
        .in(ProvisionState.Builder::setPeriodEnd)
        .use(Arbitraries.longs().between(0, 9))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setDataPeriodStart)
        .use(Arbitraries.longs().between(0, 9))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setDataPeriodEnd)
        .use(some(PURPOSES))
        .withProbability(0.4)
        .in(ProvisionState.Builder::setPurposes)
        .use(some(List.of("disclose", "access", "collect", "odd")))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setActions)
        .use(some(List.of("Observation", "Condition", "odd")))
        .withProbability(0.15)
        .in(ProvisionState.Builder::setClasses)
        .use(some(CODES))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setCodes)
        .use(some(LABELS))
        .withProbability(0.2)
        .in(ProvisionState.Builder::setSecurityLabels)
        .use(actor().list().ofMinSize(1).ofMaxSize(2))
        .withProbability(0.15)
        .in(ProvisionState.Builder::setActors)
        .use(data().list().ofMinSize(1).ofMaxSize(2))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setData)
        .use(Arbitraries.of(Losses.NAMES).map(List::of))
        .withProbability(0.1)
        .in(ProvisionState.Builder::setUnreadable)
        .build(ProvisionState.Builder::build);
  }

  /** Provisions, each placed in one before it. */
  private static Arbitrary<ProvisionState> tree() {
    Arbitrary<Tuple2<Integer, ProvisionState>> placed =
        Combinators.combine(Arbitraries.integers().between(0, 100), flat()).as(Tuple::of);
    return Combinators.combine(flat(), placed.list().ofMaxSize(8)).as(ConsentDomain::tree);
  }

  private static ProvisionState tree(
      ProvisionState first, List<Tuple2<Integer, ProvisionState>> others) {
    ProvisionState root = ProvisionState.newBuilder(first).build();
    List<ProvisionState> parents = new ArrayList<>(List.of(root));
    List<Integer> depths = new ArrayList<>(List.of(0));
    for (Tuple2<Integer, ProvisionState> other : others) {
      int place = other.get1() % parents.size();
      ProvisionState parent = parents.get(place);
      ProvisionState child = ProvisionState.newBuilder(other.get2()).build();
      List<ProvisionState> siblings = new ArrayList<>(parent.getProvisions());
      siblings.add(child);
      parent.setProvisions(siblings);
      if (depths.get(place) + 1 < DEPTH) {
        parents.add(child);
        depths.add(depths.get(place) + 1);
      }
    }
    return root;
  }

  private static Arbitrary<ProvisionActor> actor() {
    Arbitrary<List<String>> roles =
        Arbitraries.of("IRCP", "PRCP", "CST", "AUT", "ODD").list().ofMaxSize(2);
    Arbitrary<ProvisionActor> byReference =
        Combinators.combine(roles, Arbitraries.of(PARTIES))
            .as((role, party) -> new ProvisionActor(role, party, null));
    Arbitrary<ProvisionActor> byIdentifier =
        Combinators.combine(roles, Arbitraries.of("urn:s|1", "urn:s|2", "urn:t|1"))
            .as((role, party) -> new ProvisionActor(role, null, party));
    return Arbitraries.oneOf(byReference, byIdentifier);
  }

  private static Arbitrary<ProvisionData> data() {
    return Combinators.combine(
            Arbitraries.of("instance", "related", "dependents", "authoredby", "odd"),
            Arbitraries.of(RESOURCES))
        .as(ProvisionData::new);
  }

  private static Arbitrary<ResourceVersion> version() {
    return Arbitraries.longs()
        .between(0, 3)
        .injectNull(0.3)
        .map(updated -> new ResourceVersion("s", "1", updated, 0L, 0L, false, Brought.CONTENT));
  }

  private static Arbitrary<List<String>> some(List<String> values) {
    return Arbitraries.of(values).list().ofMinSize(1).ofMaxSize(2);
  }

  private static <T> Tuple2<Integer, T> of(int weight, T value) {
    return Tuple.of(weight, value);
  }
}
