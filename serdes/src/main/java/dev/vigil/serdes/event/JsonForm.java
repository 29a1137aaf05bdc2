package dev.vigil.serdes.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.serdes.fhir.MalformedResource;
import dev.vigil.serdes.fhir.ResourceScanner;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in JSON: the flat form and structured CloudEvents, told apart by their members. Not
 * thread-safe.
 */
final class JsonForm {
  private final JsonFactory factory;
  private final ResourceScanner scanner = new ResourceScanner();

  JsonForm(int maxDepth) {
    this.factory = JsonInput.factory(maxDepth);
  }

  /** Reads a whole event. */
  void readEvent(byte[] value, Envelope envelope) throws UndecodableException, IOException {
    JsonInput.requireUtf8(value, 0, value.length);
    if (firstVisible(value) != '{') {
      throw new UndecodableException(DeadLetterReason.UNRECOGNISED_FORM, null);
    }
    try (JsonParser parser = factory.createParser(value)) {
      parser.nextToken();
      // Members of both forms, whichever it is: the form is known only when all are read.
      Members members = new Members();
      try {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          readMember(parser, name, value, envelope, members);
        }
        if (parser.nextToken() != null) {
          throw new UndecodableException(
              DeadLetterReason.MALFORMED_JSON,
              "byte " + parser.currentTokenLocation().getByteOffset());
        }
      } catch (UndecodableException | IOException fault) {
        CloudEventAttributes.describe(members, envelope);
        throw fault;
      }
      if (members.specVersion != null) {
        CloudEventAttributes.trace(members, envelope);
        CloudEventAttributes.apply(members, envelope);
        if (members.dataBase64 != null) {
          envelope.resource = base64Resource(members.dataBase64, envelope.resource);
        }
      }
    }
  }

  /** Reads a resource that is the whole value, or a part of a buffer. */
  FhirResource readResource(byte[] buffer, int from, int length)
      throws UndecodableException, IOException {
    try {
      return FhirResource.of(factory, scanner, buffer, from, length);
    } catch (MalformedResource e) {
      if (e.problem().equals("not-an-object")) {
        throw new UndecodableException(DeadLetterReason.MALFORMED_RESOURCE, "resource");
      }
      if (e.problem().equals("trailing-content")) {
        throw new UndecodableException(DeadLetterReason.MALFORMED_JSON, "byte " + e.byteOffset());
      }
      throw e;
    }
  }

  /** The members that only CloudEvents have. */
  static final class Members {
    @Nullable String specVersion;
    @Nullable String id;
    @Nullable String type;
    @Nullable String time;
    @Nullable String subject;
    @Nullable String partitionKey;
    @Nullable String dataBase64;
    @Nullable String traceparent;
    @Nullable String tracestate;
  }

  private void readMember(
      JsonParser parser, String name, byte[] value, Envelope envelope, Members members)
      throws UndecodableException, IOException {
    switch (name) {
      case "eventId" -> envelope.eventId = once(envelope.eventId, parser, name);
      case "source" -> envelope.source = once(envelope.source, parser, name);
      case "eventType" -> envelope.eventType = once(envelope.eventType, parser, name);
      case "resourceType" -> envelope.resourceType = once(envelope.resourceType, parser, name);
      case "resourceId" -> envelope.resourceId = once(envelope.resourceId, parser, name);
      case "versionId" -> envelope.versionId = once(envelope.versionId, parser, name);
      case "patientId" -> envelope.patientId = once(envelope.patientId, parser, name);
      case "tenant" -> envelope.tenant = once(envelope.tenant, parser, name);
      case "timestamp" -> envelope.timestamp = once(envelope.timestamp, parser, name);
      case "requestId", "requestid" -> envelope.requestId = once(envelope.requestId, parser, name);
      case "specversion" -> members.specVersion = once(members.specVersion, parser, name);
      case "id" -> members.id = once(members.id, parser, name);
      case "type" -> members.type = once(members.type, parser, name);
      case "time" -> members.time = once(members.time, parser, name);
      case "subject" -> members.subject = once(members.subject, parser, name);
      case "partitionkey" -> members.partitionKey = once(members.partitionKey, parser, name);
      case "data_base64" -> members.dataBase64 = once(members.dataBase64, parser, name);
      case TraceContext.TRACEPARENT -> members.traceparent = textOrNull(parser);
      case TraceContext.TRACESTATE -> members.tracestate = textOrNull(parser);
      case "resource", "data" -> {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
          return;
        }
        if (envelope.resource != null) {
          throw new UndecodableException(DeadLetterReason.MEMBER_TWICE, name);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw new UndecodableException(DeadLetterReason.MALFORMED_RESOURCE, name);
        }
        try {
          envelope.resource = scanner.scan(parser, value, 0);
        } catch (IOException fault) {
          envelope.describe(scanner);
          throw fault;
        }
      }
      default -> parser.skipChildren();
    }
  }

  private static @Nullable String once(@Nullable String before, JsonParser parser, String name)
      throws UndecodableException, IOException {
    if (before != null) {
      throw new UndecodableException(DeadLetterReason.MEMBER_TWICE, name);
    }
    return switch (parser.currentToken()) {
      case VALUE_STRING, VALUE_NUMBER_INT -> parser.getText();
      case VALUE_NULL -> null;
      default -> throw new UndecodableException(DeadLetterReason.FIELD_INVALID, name);
    };
  }

  /** Of what is no reason to refuse an event, whatever it is. */
  private static @Nullable String textOrNull(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private FhirResource base64Resource(String base64, @Nullable FhirResource before)
      throws UndecodableException, IOException {
    if (before != null) {
      throw new UndecodableException(DeadLetterReason.MEMBER_TWICE, "data_base64");
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException(DeadLetterReason.FIELD_INVALID, "data_base64");
    }
    return readResource(bytes, 0, bytes.length);
  }

  private static int firstVisible(byte[] value) {
    int i = 0;
    // A UTF-8 byte order mark is harmless.
    if (value.length > 2 && value[0] == (byte) 0xEF && value[1] == (byte) 0xBB) {
      i = 3;
    }
    while (i < value.length
        && (value[i] == ' ' || value[i] == '\n' || value[i] == '\r' || value[i] == '\t')) {
      i++;
    }
    return i < value.length ? value[i] : -1;
  }
}
