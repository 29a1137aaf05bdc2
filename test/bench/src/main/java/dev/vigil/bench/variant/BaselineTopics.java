package dev.vigil.bench.variant;

/**
 * Topics of the pipelines that are not Vigil.
 *
 * @param events what they read, Vigil's own input
 * @param decisions the patients' consent as small JSON documents
 * @param permitted what they let through
 * @param alerts critical results
 * @param deadLetters what they could not read
 */
record BaselineTopics(
    String events, String decisions, String permitted, String alerts, String deadLetters) {
  static BaselineTopics of(String prefix) {
    return new BaselineTopics(
        prefix + "fhir.events",
        prefix + "baseline.decisions",
        prefix + "baseline.permitted",
        prefix + "baseline.alerts",
        prefix + "baseline.dlq");
  }
}
