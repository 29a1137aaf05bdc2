package dev.vigil.topology.domain.consent;

/** What happens to an output. */
public enum Decision {
  PERMIT,
  DENY
}
