package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ProvisionActor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Actors of one kind. Recipients, custodians and authors answer different questions about a
 * disclosure, so that a provision that names several kinds demands each of them; actors of the same
 * kind are alternatives.
 */
record ActorCriterion(Kind kind, List<List<ReferenceKey>> actors) implements Criterion {

  /** Which party of a disclosure an actor is. */
  enum Kind {
    RECIPIENT,
    CUSTODIAN,
    AUTHOR,
    /** Roles that say nothing about a disclosure, or are unknown. */
    OTHER
  }

  private static final Set<String> RECIPIENTS =
      Set.of("IRCP", "PRCP", "NOT", "REFB", "REFT", "TRC", "GRANTEE", "DELEGATEE");
  private static final Set<String> CUSTODIANS = Set.of("CST", "SOURCE");
  private static final Set<String> AUTHORS = Set.of("AUT", "PRIMAUTH", "COAUTH");

  /** One criterion for each kind of actor that a provision names. */
  static List<Criterion> of(List<ProvisionActor> actors) {
    List<Criterion> criteria = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<List<ReferenceKey>> ofKind = new ArrayList<>();
      for (ProvisionActor actor : actors) {
        if (kind(actor.getRoles()) == kind) {
          ofKind.add(keys(actor));
        }
      }
      if (!ofKind.isEmpty()) {
        criteria.add(new ActorCriterion(kind, List.copyOf(ofKind)));
      }
    }
    return criteria;
  }

  static boolean isCustodian(ProvisionActor actor) {
    return kind(actor.getRoles()) == Kind.CUSTODIAN;
  }

  /** An actor without a role is who receives the data: the usual meaning in the wild. */
  private static Kind kind(List<String> roles) {
    if (roles.isEmpty()) {
      return Kind.RECIPIENT;
    }
    for (String role : roles) {
      if (RECIPIENTS.contains(role)) {
        return Kind.RECIPIENT;
      }
      if (CUSTODIANS.contains(role)) {
        return Kind.CUSTODIAN;
      }
      if (AUTHORS.contains(role)) {
        return Kind.AUTHOR;
      }
    }
    return Kind.OTHER;
  }

  private static List<ReferenceKey> keys(ProvisionActor actor) {
    List<ReferenceKey> keys = new ArrayList<>();
    if (actor.getReference() != null) {
      keys.add(ReferenceKey.ofReference(actor.getReference()));
    }
    if (actor.getIdentifier() != null) {
      keys.add(ReferenceKey.ofIdentifier(actor.getIdentifier()));
    }
    return List.copyOf(keys);
  }

  @Override
  public boolean isAboutResource() {
    return kind == Kind.AUTHOR;
  }

  @Override
  public String describe() {
    List<String> texts = new ArrayList<>();
    actors.forEach(actor -> actor.forEach(key -> texts.add(key.text())));
    return "author " + String.join(", ", texts);
  }

  @Override
  public Match matches(Question question) {
    Match result = Match.NO;
    for (List<ReferenceKey> actor : actors) {
      result = result.or(matches(actor, question));
    }
    return result;
  }

  private Match matches(List<ReferenceKey> actor, Question question) {
    AskedAbout about = question.about();
    return switch (kind) {
      case RECIPIENT -> ReferenceKey.sameParty(actor, question.recipient());
      case CUSTODIAN -> ReferenceKey.sameParty(actor, question.custodian());
      // Asked about no resource in particular, a rule about an author is about some of them only.
      case AUTHOR -> about == null ? Match.NO : ReferenceKey.isAmong(actor, about.authors());
      case OTHER -> Match.UNKNOWN;
    };
  }
}
