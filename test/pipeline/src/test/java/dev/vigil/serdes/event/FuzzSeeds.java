package dev.vigil.serdes.event;

import dev.vigil.avro.AlertAck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Valid records of every form and kind, full of identifiers that nobody may find elsewhere. */
public final class FuzzSeeds {
  /** Stands in every identifier that is planted, and in nothing else. */
  public static final String TRACE = "planted";

  static final String PATIENT = "planted-7f3a91";

  /** Of every event; the mutator gives most inputs one of their own, of the same length. */
  static final String EVENT_ID = "e000000";

  /** A tenant that is one, where keys start with it. */
  static final String TENANT = "planted-clinic";

  static final String EVENTS = SampleRecord.TOPIC;
  static final String REPLAY = SampleRecord.REPLAY_TOPIC;
  static final String ACKS = "clinical.acks";

  static final int ACK_ID = 11;
  static final int EVOLVED_ID = 10;

  /** A later release of the schema: what this one does not know has to be skipped. */
  static final Schema EVOLVED = evolved();

  private static final String SUBJECT =
      "\"subject\":{\"reference\":\"Patient/planted-7f3a91\",\"display\":\"Petra Plantedson\","
          + "\"identifier\":{\"value\":\"planted-mrn-1\"}}";

  private static final String POTASSIUM =
      "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"meta\":{\"versionId\":\"3\",\"lastUpdated\":"
          + "\"2026-01-15T11:59:58Z\",\"security\":[{\"system\":\"urn:s\",\"code\":\"R\"}]},\"status\":"
          + "\"final\",\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]}],\"code\":{\"coding\":"
          + "[{\"system\":\"http://loinc.org\",\"code\":\"2823-3\"}],\"text\":\"K+ of planted\"},"
          + SUBJECT
          + ",\"effectiveDateTime\":\"2026-01-15T11:30:00Z\",\"issued\":\"2026-01-15T11:59:00Z\","
          + "\"performer\":[{\"reference\":\"Practitioner/planted-dr\"}],\"valueQuantity\":{\"value\":"
          + "6.90,\"unit\":\"mmol/L\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mmol/L\"},"
          + "\"interpretation\":[{\"coding\":[{\"code\":\"HH\"}]}],\"note\":[{\"text\":\"planted note\\n"
          + "\\u00e4 \\ud83d\\ude00\"}]}";

  private static final String PANEL =
      "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"preliminary\",\"code\":{\"coding\":"
          + "[{\"system\":\"http://loinc.org\",\"code\":\"24323-8\"}]},"
          + SUBJECT
          + ",\"specimen\":{\"display\":\"planted serum\"},\"component\":[{\"code\":{\"coding\":[{"
          + "\"system\":\"http://loinc.org\",\"code\":\"2951-2\"}]},\"valueQuantity\":{\"comparator\":"
          + "\"<\",\"value\":110,\"unit\":\"mmol/L\"}},{\"code\":{\"coding\":[{\"system\":"
          + "\"http://loinc.org\",\"code\":\"2345-7\"}]},\"valueString\":\"> 600 mg/dL\"},{\"code\":{"
          + "\"text\":\"titre\"},\"valueRatio\":{\"numerator\":{\"value\":1},\"denominator\":{\"value\":"
          + "128}}},{\"code\":{\"text\":\"x\"},\"valueRange\":{\"low\":{\"value\":1e2}}}],\"hasMember\":"
          + "[{\"reference\":\"Observation/planted-2\"}]}";

  private static final String CONSENT =
      "{\"resourceType\":\"Consent\",\"id\":\"o1\",\"meta\":{\"versionId\":\"3\"},\"status\":\"active\","
          + "\"scope\":{\"coding\":[{\"code\":\"patient-privacy\"}]},\"category\":[{\"coding\":[{"
          + "\"code\":\"59284-0\"}]}],\"patient\":{\"reference\":\"Patient/planted-7f3a91\"},"
          + "\"dateTime\":\"2026-01-01\",\"policyRule\":{\"coding\":[{\"code\":\"OPTIN\"}]},"
          + "\"provision\":{\"type\":\"permit\",\"period\":{\"start\":\"2026-01-01\",\"end\":"
          + "\"2027-01-01\"},\"provision\":[{\"type\":\"deny\",\"actor\":[{\"role\":{\"coding\":[{"
          + "\"code\":\"IRCP\"}]},\"reference\":{\"reference\":\"Organization/planted-uni\"}}],"
          + "\"purpose\":[{\"code\":\"HRESCH\"}],\"code\":[{\"coding\":[{\"system\":\"http://loinc.org\""
          + ",\"code\":\"2823-3\"}]}],\"securityLabel\":[{\"code\":\"R\"}],\"class\":[{\"code\":"
          + "\"Observation\"}],\"data\":[{\"meaning\":\"instance\",\"reference\":{\"reference\":"
          + "\"Observation/planted\"}}],\"dataPeriod\":{\"start\":\"2020\"}}]}}";

  private static final String PATIENT_RESOURCE =
      "{\"resourceType\":\"Patient\",\"id\":\"planted-7f3a91\",\"meta\":{\"lastUpdated\":"
          + "\"2026-01-15T11:59:58.123+01:00\"},\"identifier\":[{\"system\":\"urn:mrn\",\"value\":"
          + "\"planted-mrn-1\"}],\"name\":[{\"family\":\"Plantedson\",\"given\":[\"Petra\"]}],"
          + "\"birthDate\":\"1961-04-02\",\"deceasedBoolean\":false,\"link\":[{\"type\":\"replaces\"}]}";

  private static final String ACCOUNT =
      "{\"resourceType\":\"Account\",\"id\":\"o1\",\"meta\":{\"versionId\":\"3\"},\"subject\":[{"
          + "\"reference\":\"https://fhir.example.org/Patient/planted-7f3a91/_history/2\"},{"
          + "\"reference\":\"Group/planted\"}],\"contained\":[{\"resourceType\":\"Binary\",\"data\":"
          + "\"cGxhbnRlZA==\"}],\"medicationReference\":{\"reference\":\"#m\"}}";

  private final List<InputRecord> all = new ArrayList<>();

  /** Makes them all. */
  public FuzzSeeds() {
    for (Form form : Form.values()) {
      add(form, "observation.created", "Observation", POTASSIUM);
      add(form, "observation.updated", "Observation", PANEL);
      add(form, "consent.updated", "Consent", CONSENT);
      add(form, "consent.revoked", "Consent", CONSENT.replace("active", "inactive"));
      add(form, "account.updated", "Account", ACCOUNT);
      add(form, "observation.deleted", "Observation", null);
      all.add(patient(form).in(form));
      all.add(
          sample("observation.created", "Observation", POTASSIUM).with("eventId", null).in(form));
      all.add(
          sample("observation.created", "Observation", PANEL)
              .with("tenant", TENANT)
              .keyed(TENANT + "|" + PATIENT)
              .in(form));
      all.add(sample("consent.cleared", "Consent", null).on(REPLAY).in(form));
    }
    all.add(encoded(SampleSchemas.CURRENT_ID, evolvedRecord(SampleSchemas.CURRENT)));
    all.add(encoded(EVOLVED_ID, evolvedRecord(EVOLVED)));
    all.add(base64());
    for (String topic : List.of(ACKS, REPLAY)) {
      all.add(ack(topic));
    }
  }

  /** All of them. */
  public List<InputRecord> all() {
    return all;
  }

  /** Their resources: Observations, Consents, Patients. */
  public static List<String> resources() {
    return List.of(POTASSIUM, PANEL, CONSENT, PATIENT_RESOURCE, ACCOUNT);
  }

  /** The schemas they are written with; the registry is away when it is asked for {@code away}. */
  public static Map<Integer, Schema> schemas() {
    return Map.of(
        SampleSchemas.CURRENT_ID,
        SampleSchemas.CURRENT,
        EVOLVED_ID,
        EVOLVED,
        ACK_ID,
        AlertAck.getClassSchema());
  }

  private void add(Form form, String eventType, String resourceType, @Nullable String resource) {
    all.add(sample(eventType, resourceType, resource).in(form));
    SampleRecord replayed = sample(eventType, resourceType, resource).on(REPLAY);
    replayed
        .header("vigil.dlq.attempt", "1")
        .header("vigil.dlq.timestamp", "1768478405000")
        .header("vigil.origin", "fhir.events:0:7")
        .header("vigil.run", "rule-2")
        .header("vigil.run.outputs", "alerts,research")
        .header("vigil.backfill", "true");
    all.add(replayed.in(form));
  }

  private static SampleRecord sample(
      String eventType, String resourceType, @Nullable String resource) {
    return new SampleRecord()
        .with("eventType", eventType)
        .with("resourceType", resourceType)
        .with("eventId", EVENT_ID)
        .with("patientId", PATIENT)
        .with("source", "https://planted.example.org")
        .with("requestId", "planted-request")
        .keyed(PATIENT)
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .header("x-planted", "planted")
        .resource(resource);
  }

  private static SampleRecord patient(Form form) {
    return sample("patient.updated", "Patient", PATIENT_RESOURCE)
        .with("resourceId", PATIENT)
        .with("versionId", form == Form.AVRO ? "" : null);
  }

  private static InputRecord base64() {
    String data = Base64.getEncoder().encodeToString(POTASSIUM.getBytes(StandardCharsets.UTF_8));
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"e000000\",\"source\":\"planted\",\"type\":\"observation.created\","
            + "\"time\":\"2026-01-15T12:00:00Z\",\"subject\":\"Observation/o1\",\"partitionkey\":\""
            + PATIENT
            + "\",\"data_base64\":\""
            + data
            + "\"}";
    return record(EVENTS, SampleRecord.bytes(event));
  }

  private static InputRecord ack(String topic) {
    GenericData.Record ack = new GenericData.Record(AlertAck.getClassSchema());
    AlertAck.getClassSchema()
        .getFields()
        .forEach(
            field -> {
              if (field.hasDefaultValue()) {
                ack.put(field.name(), GenericData.get().getDefaultValue(field));
              }
            });
    ack.put("alertId", "planted-alert");
    ack.put("tenant", "");
    ack.put("patientId", PATIENT);
    ack.put("by", "planted-nurse");
    ack.put("at", Instant.parse("2026-01-15T12:00:00Z").toEpochMilli());
    return record(topic, Form.wire(ACK_ID, ack));
  }

  private static InputRecord encoded(int id, GenericData.Record event) {
    return record(EVENTS, Form.wire(id, event));
  }

  private static InputRecord record(String topic, byte[] value) {
    Headers headers = new RecordHeaders();
    return new InputRecord(
        topic,
        0,
        42,
        SampleRecord.APPENDED.toEpochMilli(),
        SampleRecord.bytes(PATIENT),
        value,
        headers);
  }

  private static Schema evolved() {
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record("FhirChangeEvent").namespace("dev.vigil.avro").fields();
    fields = fields.name("list").type().array().items().stringType().noDefault();
    fields = fields.name("counts").type().map().values().longType().noDefault();
    for (Schema.Field field : SampleSchemas.CURRENT.getFields()) {
      fields = fields.name(field.name()).type(field.schema()).noDefault();
    }
    return fields
        .requiredBoolean("flag")
        .requiredInt("number")
        .requiredFloat("single")
        .requiredDouble("twice")
        .requiredBytes("blob")
        .name("hash")
        .type()
        .fixed("Hash")
        .size(4)
        .noDefault()
        .name("colour")
        .type()
        .enumeration("Colour")
        .symbols("RED", "BLUE")
        .noDefault()
        .endRecord();
  }

  private static GenericData.Record evolvedRecord(Schema schema) {
    GenericData.Record event = new GenericData.Record(schema);
    Map<String, Object> values =
        new java.util.HashMap<>(
            Map.of(
                "eventId",
                EVENT_ID,
                "source",
                "planted",
                "eventType",
                "observation.created",
                "resourceType",
                "Observation",
                "resourceId",
                "o1",
                "patientId",
                PATIENT,
                "tenant",
                "",
                "timestamp",
                1_768_478_400_000L,
                "resource",
                POTASSIUM,
                "list",
                List.of("planted", "b")));
    values.put("counts", Map.of("planted", 7L));
    values.put("flag", true);
    values.put("number", 7);
    values.put("single", 1.5f);
    values.put("twice", Double.NaN);
    values.put("blob", java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}));
    for (Schema.Field field : schema.getFields()) {
      switch (field.name()) {
        case "hash" ->
            event.put("hash", new GenericData.Fixed(field.schema(), new byte[] {1, 2, 3, 4}));
        case "colour" -> event.put("colour", new GenericData.EnumSymbol(field.schema(), "RED"));
        default -> event.put(field.name(), values.get(field.name()));
      }
    }
    return event;
  }
}
