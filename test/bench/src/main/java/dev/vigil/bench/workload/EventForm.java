package dev.vigil.bench.workload;

import dev.vigil.avro.FhirChangeEvent;
import dev.vigil.serdes.avro.WireFormat;
import dev.vigil.serdes.avro.WireFormat.SchemaId;
import java.util.Locale;
import java.util.function.Function;

/** The forms that events are sent in. */
public enum EventForm {
  /** Flat JSON. */
  JSON {
    @Override
    public Function<Change, byte[]> encoder(SchemaId schema) {
      return Change::json;
    }
  },
  /** Avro in Confluent's wire format. */
  AVRO {
    @Override
    public Function<Change, byte[]> encoder(SchemaId schema) {
      WireFormat<FhirChangeEvent> format =
          new WireFormat<>(schema, FhirChangeEvent.getClassSchema());
      return change -> format.encode(change.avro());
    }
  };

  /**
   * What makes records of this form, for one thread.
   *
   * @param schema id of FhirChangeEvent in the registry
   */
  public abstract Function<Change, byte[]> encoder(SchemaId schema);

  /** Its name on the command line and in topic names. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
