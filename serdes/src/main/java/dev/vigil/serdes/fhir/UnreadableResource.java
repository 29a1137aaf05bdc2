package dev.vigil.serdes.fhir;

/** A resource that cannot be read at all. Says why by a stable code, never by content. */
public final class UnreadableResource extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * @param reason stable code, lower case with hyphens, for example {@code consent-too-deep}
   */
  public UnreadableResource(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Stable code, lower case with hyphens. */
  public String reason() {
    return reason;
  }
}
