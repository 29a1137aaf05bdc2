package dev.vigil.topology.pipeline;

import dev.vigil.avro.AuditRecord;
import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.OperationRecord;
import dev.vigil.avro.ReviewItem;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import dev.vigil.serdes.event.ChangeEventWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How outputs are encoded.
 *
 * @param permitted by output name; the same for all outputs of one schema id
 * @param alerts clinical.alerts
 * @param review clinical.review
 * @param audit the schema id of fhir.audit
 * @param operations vigil.operations; null: nothing is written there
 */
record Encoders(
    Map<String, ChangeEventWriter> permitted,
    WireFormat<CriticalLabAlert> alerts,
    WireFormat<ReviewItem> review,
    SchemaId audit,
    @Nullable WireFormat<OperationRecord> operations) {

  /** The ids that the outputs' schemas have in the registry; the same for all threads. */
  record SchemaIds(
      Map<String, SchemaId> permitted,
      SchemaId alerts,
      SchemaId review,
      SchemaId audit,
      @Nullable SchemaId operations) {

    /** Asks for each topic's id, by topic and schema. */
    static SchemaIds ask(Sinks sinks, BiFunction<String, Schema, SchemaId> registry) {
      Map<String, SchemaId> permitted = new LinkedHashMap<>();
      sinks
          .permitted()
          .forEach(
              (output, topic) ->
                  permitted.put(output, registry.apply(topic, ChangeEventWriter.schema())));
      return new SchemaIds(
          permitted,
          registry.apply(sinks.alerts(), CriticalLabAlert.getClassSchema()),
          registry.apply(sinks.review(), ReviewItem.getClassSchema()),
          registry.apply(sinks.audit(), AuditRecord.getClassSchema()),
          sinks.operations().isEmpty()
              ? null
              : registry.apply(sinks.operations(), OperationRecord.getClassSchema()));
    }
  }

  /** New encoders, for one task. */
  static Encoders of(SchemaIds ids) {
    Map<String, ChangeEventWriter> permitted = new LinkedHashMap<>();
    Map<SchemaId, ChangeEventWriter> writers = new HashMap<>();
    ids.permitted()
        .forEach(
            (output, id) ->
                permitted.put(output, writers.computeIfAbsent(id, ChangeEventWriter::new)));
    return new Encoders(
        permitted,
        new WireFormat<>(ids.alerts(), CriticalLabAlert.getClassSchema()),
        new WireFormat<>(ids.review(), ReviewItem.getClassSchema()),
        ids.audit(),
        ids.operations() == null
            ? null
            : new WireFormat<>(ids.operations(), OperationRecord.getClassSchema()));
  }
}
