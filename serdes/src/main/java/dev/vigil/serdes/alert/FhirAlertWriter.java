package dev.vigil.serdes.alert;

import ca.uhn.fhir.parser.IParser;
import dev.vigil.avro.AlertStatus;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.serdes.fhir.Hapi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;

/**
 * Writes alerts as FHIR R4 messages: a Bundle of a MessageHeader and the resource that tells of the
 * alert. The same alert record always gives the same bytes: its id is the alert's, its version the
 * revision, and all other ids follow from these. Safe for use by several threads.
 */
public final class FhirAlertWriter {
  private static final String URN = "urn:uuid:";
  private static final String INTEGRITY =
      "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
  private static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

  private final FhirAlertForm form;
  private final String version;
  private final String endpoint;

  /**
   * A writer.
   *
   * @param form what tells of an alert
   * @param version of Vigil
   * @param application name of this installation of Vigil among others
   */
  public FhirAlertWriter(FhirAlertForm form, String version, String application) {
    this.form = form;
    this.version = version;
    this.endpoint = "urn:vigil:" + application;
    // Else the first alert waits for it.
    Hapi.r4().getResourceDefinition(Bundle.class);
  }

  /** The message of one alert record, as JSON in UTF-8. */
  public byte[] write(CriticalLabAlert alert) {
    Instant at = alert.getAt() == null ? alert.getRaisedAt() : alert.getAt();
    String id = alert.getAlertId();
    String messageId = derived(alert, "message");
    Bundle bundle = new Bundle();
    bundle.setId(messageId);
    bundle.setType(BundleType.MESSAGE);
    bundle.setTimestampElement(FhirValues.instant(at));
    String headerId = derived(alert, "header");
    bundle.addEntry().setFullUrl(URN + headerId).setResource(header(alert, headerId));
    bundle.addEntry().setFullUrl(URN + id).setResource(resource(alert, at));
    IParser parser = Hapi.r4().newJsonParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    return parser.encodeResourceToString(bundle).getBytes(StandardCharsets.UTF_8);
  }

  private MessageHeader header(CriticalLabAlert alert, String id) {
    MessageHeader header = new MessageHeader();
    header.setId(id);
    String status = alert.getStatus().name().toLowerCase(Locale.ROOT);
    header.setEvent(new Coding(Canonical.ALERT_STATUS, status, AlertTexts.word(alert.getStatus())));
    header
        .getSource()
        .setName("Vigil")
        .setSoftware("Vigil")
        .setVersion(version)
        .setEndpoint(endpoint);
    header.setText(AlertTexts.narrative(alert));
    header.addFocus(new Reference(URN + alert.getAlertId()));
    return header;
  }

  private DomainResource resource(CriticalLabAlert alert, Instant at) {
    Reference vigil = new Reference().setType("Device").setDisplay("Vigil");
    vigil.getIdentifier().setSystem("urn:ietf:rfc:3986").setValue(endpoint);
    DomainResource resource =
        switch (form) {
          case DETECTED_ISSUE -> DetectedIssueForm.of(alert, at, vigil);
          case COMMUNICATION_REQUEST -> CommunicationRequestForm.of(alert, at, vigil);
        };
    resource.setId(alert.getAlertId());
    resource.setMeta(meta(alert, at));
    resource.setText(AlertTexts.narrative(alert));
    resource.addExtension(AlertExtension.of(alert));
    return resource;
  }

  private static Meta meta(CriticalLabAlert alert, Instant at) {
    Meta meta = new Meta();
    meta.setVersionId(Integer.toString(alert.getRevision()));
    meta.setLastUpdatedElement(FhirValues.instant(at));
    if (alert.getBreakGlass()) {
      meta.addSecurity(new Coding(ACT_REASON, "BTG", "break the glass"));
    }
    // Of an alert that says anything, the value is said.
    if (alert.getStatus() == AlertStatus.RETRACTED && alert.getValue().isEmpty()) {
      meta.addSecurity(new Coding(INTEGRITY, "REDACTED", "redacted"));
    }
    return meta;
  }

  /** An id that is the same for every writing of a record, and of no other. */
  private static String derived(CriticalLabAlert alert, String part) {
    String name = alert.getAlertId() + "\n" + alert.getRevision() + "\n" + part;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
