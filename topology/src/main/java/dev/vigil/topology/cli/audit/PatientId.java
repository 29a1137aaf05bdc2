package dev.vigil.topology.cli.audit;

import dev.vigil.config.Configuration;
import dev.vigil.serdes.event.PatientKey;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;

/** The patient that options name. */
final class PatientId {
  private PatientId() {}

  /**
   * Puts tenant and id together.
   *
   * @throws VigilException if there can be no such patient
   */
  static PatientKey of(Configuration configuration, String tenant, String patient) {
    if (!configuration.vigil().tenants() && !tenant.isEmpty()) {
      throw new VigilException(ExitCode.USAGE, "--tenant: there are none; see vigil.tenants", null);
    }
    if (patient.isEmpty()) {
      throw new VigilException(ExitCode.USAGE, "--patient: needs an id", null);
    }
    return new PatientKey(tenant, patient);
  }
}
