package dev.vigil.serdes.fhir;

import java.io.IOException;

/** JSON that cannot be a FHIR resource. Says where, never what: content is patient data. */
public final class MalformedResource extends IOException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final long byteOffset;

  MalformedResource(String problem, long byteOffset) {
    super(problem + " at byte " + byteOffset);
    this.problem = problem;
    this.byteOffset = byteOffset;
  }

  /** Stable code of the problem. */
  public String problem() {
    return problem;
  }

  /** Where, counted from the start of the parsed bytes. */
  public long byteOffset() {
    return byteOffset;
  }
}
