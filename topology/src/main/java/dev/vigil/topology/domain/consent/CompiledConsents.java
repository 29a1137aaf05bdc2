package dev.vigil.topology.domain.consent;

import dev.vigil.avro.state.ConsentState;
import dev.vigil.avro.state.PatientState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Consents of one patient that have effect, ready to be asked. Immutable; made once for each
 * revision of the patient's state, because decisions are asked for every record and output.
 */
public final class CompiledConsents {
  private static final CompiledConsents NONE = new CompiledConsents(List.of(), false);

  private final List<CompiledConsent> consents;
  private final boolean overflow;

  private CompiledConsents(List<CompiledConsent> consents, boolean overflow) {
    this.consents = consents;
    this.overflow = overflow;
  }

  /**
   * Compiles the Consents of a patient.
   *
   * @param state null: nothing is known of the patient
   */
  public static CompiledConsents compile(
      @Nullable PatientState state, Interpretation interpretation) {
    if (state == null) {
      return NONE;
    }
    ConsentCompiler compiler = new ConsentCompiler(interpretation);
    List<CompiledConsent> consents = new ArrayList<>();
    for (ConsentState consent : state.getConsents()) {
      CompiledConsent compiled = compiler.compile(consent);
      if (compiled != null) {
        consents.add(compiled);
      }
    }
    return new CompiledConsents(List.copyOf(consents), state.getOverflow());
  }

  /** Whether a Consent has no effect now or later: forgetting it changes no decision. */
  public static boolean isSpent(ConsentState consent, Interpretation interpretation, Instant at) {
    CompiledConsent compiled = new ConsentCompiler(interpretation).compile(consent);
    return compiled == null || compiled.top().isOver(at.toEpochMilli());
  }

  /** Whether a Consent is deleted or of a status without effect. */
  public static boolean isWithoutEffect(ConsentState consent) {
    return ConsentCompiler.isWithoutEffect(consent);
  }

  /** Whether a Consent may ever deny, or be indeterminate. */
  public static boolean canDeny(ConsentState consent, Interpretation interpretation) {
    CompiledConsent compiled = new ConsentCompiler(interpretation).compile(consent);
    return compiled != null && compiled.top().canDeny();
  }

  /** Consents whose policyRule and unrestricted root disagree, so that the stricter counts. */
  public int contradictory() {
    return (int) consents.stream().filter(CompiledConsent::contradictory).count();
  }

  List<CompiledConsent> consents() {
    return consents;
  }

  boolean overflow() {
    return overflow;
  }
}
