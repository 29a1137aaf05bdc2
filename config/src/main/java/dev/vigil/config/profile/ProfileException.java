package dev.vigil.config.profile;

import java.util.List;
import java.util.stream.Collectors;

/** A profile that must not be used, with everything that is wrong with it. */
public final class ProfileException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /**
   * One thing that is wrong.
   *
   * @param file name as given to the loader
   * @param line line in the file, counting from 1
   * @param message what is wrong and what is allowed
   */
  public record Fault(String file, int line, String message) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + message;
    }
  }

  ProfileException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** In the order of the lines. */
  public List<Fault> faults() {
    return faults;
  }
}
