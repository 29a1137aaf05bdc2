package dev.vigil.topology.cli.backfill;

import dev.vigil.topology.runtime.backfill.NoChangeEvent;

/** What a person reads of why something is left out, and what to do. */
final class Problems {
  private Problems() {}

  /** Codes of the decoder's catalogue are explained there. */
  static String text(String problem) {
    String explained =
        switch (problem) {
          case NoChangeEvent.NO_ID -> "it has no id";
          case NoChangeEvent.NO_VERSION ->
              "neither meta.versionId nor meta.lastUpdated tells which version is the newer one;"
                  + " export it with its meta";
          case NoChangeEvent.NO_PATIENT ->
              "no subject, patient or beneficiary names a patient, so that nobody's consent could"
                  + " decide";
          case NoChangeEvent.SEVERAL_PATIENTS -> "it refers to several patients";
          case BackfillFiles.DELETION_OF_UNKNOWN ->
              "no earlier version in the files tells whose it was; send the deletion as a change"
                  + " event";
          case BackfillFiles.SOURCE_MISSING -> "say which system it is from: --source NAME";
          default -> "";
        };
    return explained.isEmpty() ? problem : problem + ": " + explained;
  }
}
