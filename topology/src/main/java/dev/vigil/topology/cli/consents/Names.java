package dev.vigil.topology.cli.consents;

import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.domain.patient.Indeterminate.Unreadable;

/** How a Consent is named on a terminal. */
final class Names {
  private static final String UNKNOWN_ID = "(unknown id)";

  private Names() {}

  static String of(Unreadable consent) {
    return consent.id().isEmpty() ? UNKNOWN_ID : Printable.of(consent.id());
  }
}
