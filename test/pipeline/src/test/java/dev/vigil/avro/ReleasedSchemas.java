package dev.vigil.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vigil.avro.state.AlertFollowUp;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.AuditHead;
import dev.vigil.avro.state.DueEscalation;
import dev.vigil.avro.state.PatientState;
import dev.vigil.avro.state.ResourceVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The record schemas that stand in topics or state, and their frozen copies. */
final class ReleasedSchemas {
  /** Where the frozen copies live in the jar, one folder for each version: v1, v2... */
  private static final String FROZEN = "/dev/vigil/avro/frozen/";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReleasedSchemas() {}

  /** What this build writes, each with everything it refers to. */
  static List<Schema> current() {
    return List.of(
        portable(FhirChangeEvent.getClassSchema()),
        portable(CriticalLabAlert.getClassSchema()),
        portable(ReviewItem.getClassSchema()),
        portable(AuditRecord.getClassSchema()),
        portable(AlertAck.getClassSchema()),
        portable(OperationRecord.getClassSchema()),
        portable(PatientState.getClassSchema()),
        portable(AlertState.getClassSchema()),
        portable(ResourceVersion.getClassSchema()),
        portable(AuditHead.getClassSchema()),
        portable(AlertFollowUp.getClassSchema()),
        portable(DueEscalation.getClassSchema()));
  }

  /** What earlier releases wrote as a record of this name, by version. */
  static Map<String, Schema> frozen(String name) throws IOException {
    Map<String, Schema> versions = new LinkedHashMap<>();
    for (int version = 1; isFrozen(version, "FhirChangeEvent"); version++) {
      if (isFrozen(version, name)) {
        try (InputStream avsc = ReleasedSchemas.class.getResourceAsStream(file(version, name))) {
          versions.put("v" + version, new Schema.Parser().parse(avsc));
        }
      }
    }
    return versions;
  }

  private static boolean isFrozen(int version, String name) {
    return ReleasedSchemas.class.getResource(file(version, name)) != null;
  }

  private static String file(int version, String name) {
    return FROZEN + "v" + version + "/" + name + ".avsc";
  }

  /** Without the marks of Java's code generator, which mean nothing to other readers. */
  private static Schema portable(Schema schema) {
    try {
      return new Schema.Parser().parse(withoutJavaTypes(MAPPER.readTree(schema.toString())));
    } catch (IOException e) {
      throw new IllegalStateException("a schema is not JSON", e);
    }
  }

  private static String withoutJavaTypes(JsonNode schema) {
    return strip(schema).toString();
  }

  private static JsonNode strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean marked = object.remove("avro.java.string") != null;
      if (marked && object.path("type").asText().equals("string")) {
        return TextNode.valueOf("string");
      }
      object.fieldNames().forEachRemaining(name -> object.replace(name, strip(object.get(name))));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, strip(array.get(i)));
      }
    }
    return node;
  }
}
