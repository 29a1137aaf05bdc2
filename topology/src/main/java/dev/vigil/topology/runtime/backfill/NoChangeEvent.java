package dev.vigil.topology.runtime.backfill;

/** Why no change event can be made of something; a stable code, never content. */
public final class NoChangeEvent extends Exception {
  private static final long serialVersionUID = 1L;

  /** The resource has no id. */
  public static final String NO_ID = "no-id";

  /** Neither meta.versionId nor meta.lastUpdated: nothing tells which version is the newer one. */
  public static final String NO_VERSION = "no-version";

  /** It refers to no patient, so that nobody's consent could decide. */
  public static final String NO_PATIENT = "no-patient";

  /** It refers to several patients. */
  public static final String SEVERAL_PATIENTS = "several-patients";

  private final String problem;

  NoChangeEvent(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  /** The code. */
  public String problem() {
    return problem;
  }
}
