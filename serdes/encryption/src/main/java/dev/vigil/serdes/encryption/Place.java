package dev.vigil.serdes.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where encrypted content belongs: additional authenticated data, so that content which somebody
 * puts into another record is refused there. Each part stands behind its length, four bytes, big
 * endian.
 */
public final class Place {
  private Place() {}

  /**
   * The resource of a change event of an output. The event is as it stands in the output,
   * pseudonyms included.
   *
   * @param output name of the output, without topic prefix
   */
  public static byte[] ofEvent(
      String output,
      String tenant,
      String patientId,
      String source,
      String eventId,
      String eventType,
      String resourceType,
      String resourceId,
      @Nullable String versionId) {
    return of(
        utf8("vigil:event"),
        utf8(output),
        utf8(tenant),
        utf8(patientId),
        utf8(source),
        utf8(eventId),
        utf8(eventType),
        utf8(resourceType),
        utf8(resourceId),
        utf8(versionId == null ? "" : versionId));
  }

  /**
   * The value of a dead letter, by its headers and its key.
   *
   * @param topic of the record that failed
   * @param partition of the record that failed
   * @param offset of the record that failed
   * @param key of the dead letter
   */
  public static byte[] ofDeadLetter(
      String topic, int partition, long offset, byte @Nullable [] key) {
    return of(
        utf8("vigil:dead-letter"),
        utf8(topic),
        utf8(Integer.toString(partition)),
        utf8(Long.toString(offset)),
        key == null ? new byte[0] : key);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] of(byte[]... parts) {
    int bytes = 0;
    for (byte[] part : parts) {
      bytes += Integer.BYTES + part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    for (byte[] part : parts) {
      all.putInt(part.length).put(part);
    }
    return all.array();
  }
}
