package dev.vigil.topology.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/** An event of the log for programs: one JSON object. */
final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLine() {}

  static String of(ILoggingEvent event) {
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("thread", event.getThreadName());
      json.writeStringField("message", LogMessage.text(event));
      Map<String, String> identity = event.getLoggerContextVO().getPropertyMap();
      for (String name : new String[] {LogIdentity.APPLICATION, LogIdentity.INSTANCE}) {
        if (identity.containsKey(name)) {
          json.writeStringField(name, identity.get(name));
        }
      }
      for (Map.Entry<String, String> more : event.getMDCPropertyMap().entrySet()) {
        json.writeStringField(more.getKey(), more.getValue());
      }
      Throwable thrown = LogMessage.thrown(event);
      if (thrown != null) {
        json.writeStringField("exception", SafeThrowable.line(thrown));
        json.writeStringField("stack", String.join("\n", SafeThrowable.lines(thrown)));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }
}
