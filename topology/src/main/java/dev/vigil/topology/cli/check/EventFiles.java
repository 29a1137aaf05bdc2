package dev.vigil.topology.cli.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.vigil.serdes.event.DeadLetterReason;
import dev.vigil.serdes.event.JsonFault;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.topology.cli.io.DocumentVisitor;
import dev.vigil.topology.cli.io.FhirFiles;
import dev.vigil.topology.cli.io.JsonDocuments;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Finds events in files: JSON events, one in a file, one a line or in an array; or a file that is
 * one record's value. A value is handed on as it stands in the file, byte for byte.
 */
final class EventFiles {
  private static final JsonFactory ANY_DEPTH = JsonInput.factory(JsonInput.MAX_DEPTH);

  private final JsonDocuments documents = new JsonDocuments(EventFiles::isWholeObject);
  private final boolean wholeFiles;
  private final int maxValueBytes;

  /**
   * For files of one kind.
   *
   * @param wholeFiles each file is one value, whatever it holds
   * @param maxValueBytes of a value; a larger one is not read to its end
   */
  EventFiles(boolean wholeFiles, int maxValueBytes) {
    this.wholeFiles = wholeFiles;
    this.maxValueBytes = maxValueBytes;
  }

  /**
   * Reads a file from its first event to its last.
   *
   * @param file its path, or {@link FhirFiles#STANDARD_INPUT}
   * @throws dev.vigil.topology.runtime.VigilException if it cannot be opened or read
   */
  void read(String file, EventVisitor visitor) {
    FhirFiles.open(file, in -> read(FhirFiles.nameOf(file), new BufferedInputStream(in), visitor));
  }

  private void read(String name, BufferedInputStream in, EventVisitor visitor) throws IOException {
    if (wholeFiles || beginsLikeAvro(in)) {
      visitor.event(name, in.readNBytes(maxValueBytes + 1));
      return;
    }
    boolean any =
        documents.read(
            name,
            in,
            new DocumentVisitor() {
              @Override
              public void document(String place, byte[] json) {
                find(place, json, visitor);
              }

              @Override
              public void tooLarge(String place) {
                visitor.unreadable(place, DeadLetterReason.TOO_LARGE, "value");
              }
            });
    if (!any) {
      visitor.event(name, new byte[0]);
    }
  }

  /** JSON does not begin with a byte 0, the wire format does. */
  private static boolean beginsLikeAvro(BufferedInputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == 0;
  }

  private static void find(String place, byte[] json, EventVisitor visitor) {
    if (firstVisible(json) != '[') {
      visitor.event(place, json);
      return;
    }
    try (JsonParser parser = ANY_DEPTH.createParser(json)) {
      parser.nextToken();
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        // Texts are read up to their end when somebody asks for them.
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        visitor.event("%s: [%d]".formatted(place, i), Arrays.copyOfRange(json, from, to));
      }
    } catch (IOException e) {
      JsonFault fault = JsonFault.of(e);
      visitor.unreadable(place, fault.reason(), fault.location());
    }
  }

  private static int firstVisible(byte[] json) {
    int i = 0;
    while (i < json.length - 1 && json[i] <= ' ' && json[i] > 0) {
      i++;
    }
    return json[i];
  }

  private static boolean isWholeObject(byte[] line) {
    try (JsonParser parser = ANY_DEPTH.createParser(line)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }
}
