package dev.vigil.config.topics;

import java.util.List;

/** Names of the state stores. Changing one abandons the state kept under the old name. */
public final class StoreNames {
  /** Hashes of event ids, a window store. */
  public static final String SEEN_EVENTS = "seen-events";

  /** The newest version of each resource, a window store. */
  public static final String RESOURCE_VERSIONS = "resource-versions";

  /** Consents and facts of each patient, a key-value store. */
  public static final String PATIENT_STATE = "patient-state";

  /** Alerts of each Observation, a window store. */
  public static final String ALERT_STATE = "alert-state";

  /** Values of each patient that later ones are held against, a window store. */
  public static final String LAST_VALUES = "last-values";

  /** End of the audit chain of each input topic and partition, a key-value store. */
  public static final String AUDIT_HEADS = "audit-heads";

  /** Who acknowledged each alert, a window store; with acknowledgements only. */
  public static final String ALERT_FOLLOW_UPS = "alert-follow-ups";

  /** Alerts to be escalated, by due time, a key-value store; with acknowledgements only. */
  public static final String ESCALATIONS_DUE = "escalations-due";

  /** Of clinical.profiles, a global store without a changelog: every start reads the topic anew. */
  public static final String PROFILES = "profiles";

  private static final List<String> ALL =
      List.of(SEEN_EVENTS, RESOURCE_VERSIONS, PATIENT_STATE, ALERT_STATE, LAST_VALUES, AUDIT_HEADS);

  private StoreNames() {}

  /** The stores of every configuration that have a changelog. */
  public static List<String> all() {
    return ALL;
  }

  /** The stores that acknowledgements add. */
  public static List<String> ofAcknowledgements() {
    return List.of(ALERT_FOLLOW_UPS, ESCALATIONS_DUE);
  }

  /** The topic that holds the changes of a store. */
  public static String changelog(String applicationId, String store) {
    return applicationId + "-" + store + "-changelog";
  }
}
