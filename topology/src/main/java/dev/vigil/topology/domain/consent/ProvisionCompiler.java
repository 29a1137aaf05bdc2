package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ProvisionState;
import dev.vigil.topology.domain.consent.Interpretation.RootPeriod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles a provision and those nested in it. */
final class ProvisionCompiler {
  /** Cannot be evaluated. */
  static final Criterion UNKNOWN = question -> Match.UNKNOWN;

  private final Interpretation interpretation;

  ProvisionCompiler(Interpretation interpretation) {
    this.interpretation = interpretation;
  }

  /**
   * @param type its type, given or derived
   * @param own what it says where no nested provision says otherwise
   */
  CompiledProvision compile(ProvisionState provision, String path, RuleType type, Ruling own) {
    List<CompiledProvision> nested = new ArrayList<>();
    for (int i = 0; i < provision.getProvisions().size(); i++) {
      ProvisionState exception = provision.getProvisions().get(i);
      RuleType exceptionType = typeOf(exception, type.opposite());
      String exceptionPath = path + ".provision[" + i + "]";
      Ruling exceptionOwn = ruling(exceptionType, exceptionPath, own);
      nested.add(compile(exception, exceptionPath, exceptionType, exceptionOwn));
    }
    if (provision.getUnreadable().contains("provision")) {
      nested.add(unreadable(path + ".provision", own));
    }
    List<Criterion> criteria = criteria(provision, type);
    return new CompiledProvision(criteria, own, nested, validUntil(provision));
  }

  /** The type as given, or the given one if the provision has none. */
  static RuleType typeOf(ProvisionState provision, RuleType untyped) {
    if (provision.getUnreadable().contains("type")) {
      return RuleType.UNKNOWN;
    }
    return provision.getType() == null ? untyped : RuleType.of(provision.getType());
  }

  /** A rule of unknown type inside a deny changes nothing: it must not open what is closed. */
  static Ruling ruling(RuleType type, String path, Ruling parent) {
    if (type == RuleType.UNKNOWN && parent.verdict() == Verdict.DENY) {
      return parent;
    }
    return new Ruling(type.verdict(), path);
  }

  /** Stands for a provision that could not be read: it may match, and may deny. */
  static CompiledProvision unreadable(String path, Ruling parent) {
    Ruling own = ruling(RuleType.UNKNOWN, path, parent);
    return new CompiledProvision(List.of(UNKNOWN), own, List.of(), null);
  }

  /** Whether a criterion that restricts it could not be read. */
  boolean hasLostCriterion(ProvisionState provision) {
    for (String name : provision.getUnreadable()) {
      boolean restricts =
          switch (name) {
            case "type", "provision" -> false;
            case "period" -> periodRestricts();
            default -> true;
          };
      if (restricts) {
        return true;
      }
    }
    return false;
  }

  /** Whether a root that has no other criterion than its period is an exception. */
  private boolean periodRestricts() {
    return interpretation.rootPeriod() == RootPeriod.EXCEPTION;
  }

  /** Whether a criterion restricts it; the period in which it is valid does so by choice only. */
  boolean hasCriterion(ProvisionState provision) {
    boolean period = provision.getPeriodStart() != null || provision.getPeriodEnd() != null;
    return (period && periodRestricts())
        || !provision.getActors().isEmpty()
        || !provision.getActions().isEmpty()
        || restrictsPurposeOrData(provision);
  }

  /** Whether it says whose data it is about, or what every output does, and nothing else. */
  static boolean namesNoParticularDisclosure(ProvisionState provision) {
    boolean restricted = !provision.getActors().isEmpty() || !provision.getActions().isEmpty();
    return restricted
        && provision.getActors().stream().allMatch(ActorCriterion::isCustodian)
        && provision.getActions().stream().allMatch(ActionCriterion::isOfAnOutput)
        && !restrictsPurposeOrData(provision);
  }

  private static boolean restrictsPurposeOrData(ProvisionState provision) {
    return provision.getDataPeriodStart() != null
        || provision.getDataPeriodEnd() != null
        || !provision.getSecurityLabels().isEmpty()
        || !provision.getPurposes().isEmpty()
        || !provision.getClasses().isEmpty()
        || !provision.getCodes().isEmpty()
        || !provision.getData().isEmpty();
  }

  private static @Nullable Long validUntil(ProvisionState provision) {
    Long start = provision.getPeriodStart();
    Long end = provision.getPeriodEnd();
    boolean contradictory = start != null && end != null && end < start;
    return contradictory || provision.getUnreadable().contains("period") ? null : end;
  }

  /** What is cheap to answer comes first: one that does not match spares the others. */
  private List<Criterion> criteria(ProvisionState provision, RuleType type) {
    List<String> lost = provision.getUnreadable();
    List<Criterion> criteria = new ArrayList<>();
    if (provision.getPeriodStart() != null || provision.getPeriodEnd() != null) {
      criteria.add(new PeriodCriterion(provision.getPeriodStart(), provision.getPeriodEnd()));
    }
    add(
        criteria,
        "purpose",
        PurposeCriterion.of(provision.getPurposes()),
        lost,
        provision.getPurposes());
    add(
        criteria,
        "action",
        new ActionCriterion(provision.getActions()),
        lost,
        provision.getActions());
    add(
        criteria,
        "class",
        ClassCriterion.of(provision.getClasses(), type),
        lost,
        provision.getClasses());
    if (!lost.contains("actor")) {
      criteria.addAll(ActorCriterion.of(provision.getActors()));
    }
    add(
        criteria,
        "securityLabel",
        new LabelCriterion(provision.getSecurityLabels(), type, interpretation),
        lost,
        provision.getSecurityLabels());
    boolean noDataPeriod =
        provision.getDataPeriodStart() == null && provision.getDataPeriodEnd() == null;
    if (!noDataPeriod) {
      criteria.add(
          new DataPeriodCriterion(provision.getDataPeriodStart(), provision.getDataPeriodEnd()));
    }
    add(criteria, "data", DataCriterion.of(provision.getData()), lost, provision.getData());
    add(criteria, "code", new CodeCriterion(provision.getCodes()), lost, provision.getCodes());
    if (lost.stream().anyMatch(ProvisionCompiler::isConjunct)) {
      criteria.add(UNKNOWN);
    }
    return criteria;
  }

  /** Values of one criterion are alternatives: one that could not be read may be the one. */
  private static void add(
      List<Criterion> criteria,
      String name,
      Criterion criterion,
      List<String> lost,
      List<?> values) {
    if (lost.contains(name)) {
      criteria.add(question -> criterion.matches(question).or(Match.UNKNOWN));
    } else if (!values.isEmpty()) {
      criteria.add(criterion);
    }
  }

  /** Whether what could not be read has to match in addition to all that could. */
  private static boolean isConjunct(String name) {
    return switch (name) {
      case "type", "provision", "purpose", "action", "class", "securityLabel", "code", "data" ->
          false;
      default -> true;
    };
  }
}
