package dev.vigil.fault.trial;

/** What a fault needs of the machine beyond Java. */
public enum Need {
  /** Root, to mount file systems. */
  ROOT("root"),
  /** Root and iproute2, to make network namespaces. */
  NAMESPACES("root and Debian's iproute2"),
  /** A library that gives a process another clock. */
  FAKETIME("Debian's libfaketime"),
  /** The packaged application of another release: {@code --previous DIRECTORY}. */
  PREVIOUS("--previous DIRECTORY, the packaged application of the release before");

  private final String text;

  Need(String text) {
    this.text = text;
  }

  /** For a person. */
  public String text() {
    return text;
  }
}
