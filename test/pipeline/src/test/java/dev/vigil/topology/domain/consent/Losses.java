package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.ProvisionState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Consents of which a part was not readable, as the reader hands them on. */
final class Losses {
  /** Elements of a provision that the reader may name as not readable. */
  static final List<String> NAMES =
      List.of(
          "type",
          "period",
          "dataPeriod",
          "actor",
          "action",
          "securityLabel",
          "purpose",
          "class",
          "code",
          "data",
          "provision",
          "unknown-member");

  private Losses() {}

  /** The provision and all in it, the outermost first. */
  static List<ProvisionState> all(ProvisionState root) {
    List<ProvisionState> all = new ArrayList<>();
    all.add(root);
    root.getProvisions().forEach(nested -> all.addAll(all(nested)));
    return all;
  }

  /**
   * The same Consent without one value or element of one provision.
   *
   * @param where which provision, and which of its elements; any number
   * @param partly whether the other values of that element are read
   */
  static ConsentState lose(ConsentState consent, int where, boolean partly) {
    ConsentState copy = ConsentState.newBuilder(consent).build();
    ProvisionState root = copy.getProvision();
    if (root == null) {
      return copy;
    }
    List<Runnable> losses = new ArrayList<>();
    for (ProvisionState provision : all(root)) {
      addLosses(provision, partly, losses);
    }
    if (!losses.isEmpty()) {
      losses.get(where % losses.size()).run();
    }
    return copy;
  }

  private static void addLosses(ProvisionState from, boolean partly, List<Runnable> losses) {
    if (from.getType() != null) {
      losses.add(() -> note(from, "type", () -> from.setType(null)));
    }
    if (from.getPeriodStart() != null || from.getPeriodEnd() != null) {
      losses.add(
          () ->
              note(
                  from,
                  "period",
                  () -> {
                    from.setPeriodStart(null);
                    from.setPeriodEnd(partly ? from.getPeriodEnd() : null);
                  }));
    }
    if (from.getDataPeriodStart() != null || from.getDataPeriodEnd() != null) {
      losses.add(
          () ->
              note(
                  from,
                  "dataPeriod",
                  () -> {
                    from.setDataPeriodStart(null);
                    from.setDataPeriodEnd(partly ? from.getDataPeriodEnd() : null);
                  }));
    }
    add(from, "actor", from.getActors(), from::setActors, partly, losses);
    add(from, "action", from.getActions(), from::setActions, partly, losses);
    add(from, "securityLabel", from.getSecurityLabels(), from::setSecurityLabels, partly, losses);
    add(from, "purpose", from.getPurposes(), from::setPurposes, partly, losses);
    add(from, "class", from.getClasses(), from::setClasses, partly, losses);
    add(from, "code", from.getCodes(), from::setCodes, partly, losses);
    add(from, "data", from.getData(), from::setData, partly, losses);
    add(from, "provision", from.getProvisions(), from::setProvisions, partly, losses);
  }

  private static <T> void add(
      ProvisionState from,
      String name,
      List<T> values,
      Consumer<List<T>> set,
      boolean partly,
      List<Runnable> losses) {
    if (!values.isEmpty()) {
      List<T> left = partly ? List.copyOf(values.subList(1, values.size())) : List.of();
      losses.add(() -> note(from, name, () -> set.accept(left)));
    }
  }

  private static void note(ProvisionState from, String name, Runnable loss) {
    loss.run();
    List<String> unreadable = new ArrayList<>(from.getUnreadable());
    unreadable.add(name);
    from.setUnreadable(unreadable);
  }
}
