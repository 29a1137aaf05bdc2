package dev.vigil.serdes.avro;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding in memory that serves one record after another: what Avro's own encoders
 * write, without a stream in between. Nothing here fails but for want of memory.
 *
 * <p>Not safe for use by several threads.
 */
public final class AvroBuffer extends BinaryEncoder {
  private static final int INITIAL_BYTES = 1024;

  /** A single large record must not take memory for good. */
  private static final int KEPT_BYTES = 64 * 1024;

  private static final int MOST_BYTES_OF_INT = 5;
  private static final int MOST_BYTES_OF_LONG = 10;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  /** Forgets what was written and begins anew. */
  public void start(byte[] prefix) {
    size = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
    writeFixed(prefix, 0, prefix.length);
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** A copy of what was written, followed by further bytes. */
  public byte[] toBytesWith(byte[] further, int offset, int length) {
    byte[] all = new byte[Math.addExact(size, length)];
    System.arraycopy(bytes, 0, all, 0, size);
    System.arraycopy(further, offset, all, size, length);
    return all;
  }

  /** How many bytes were written. */
  public int size() {
    return size;
  }

  /** A copy of what was written, with room behind it. */
  public byte[] toBytesWithRoomFor(int further) {
    return Arrays.copyOf(bytes, Math.addExact(size, further));
  }

  /** A union of null and string, null first. */
  public void writeOptional(@Nullable String text) {
    if (text == null) {
      writeIndex(0);
    } else {
      writeIndex(1);
      writeString(text);
    }
  }

  /** A constant of an enum that Avro's compiler made: they stand in the order of the schema. */
  @SuppressWarnings("EnumOrdinal")
  public void writeSymbol(Enum<?> constant) {
    writeInt(constant.ordinal());
  }

  /** The items of an array follow, if there are any; then its end must be written. */
  public void startArray(int items) {
    if (items > 0) {
      writeLong(items);
    }
  }

  /** The end of an array. */
  public void endArray() {
    writeZero();
  }

  @Override
  public void writeString(String text) {
    int length = text.length();
    ensure(MOST_BYTES_OF_INT + length);
    int from = size + BinaryData.encodeInt(length, bytes, size);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // Nothing counts as written until the size says so.
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[from + i] = (byte) c;
    }
    size = from + length;
  }

  @Override
  public void writeBoolean(boolean value) {
    ensure(1);
    bytes[size++] = (byte) (value ? 1 : 0);
  }

  @Override
  public void writeInt(int value) {
    ensure(MOST_BYTES_OF_INT);
    size += BinaryData.encodeInt(value, bytes, size);
  }

  @Override
  public void writeLong(long value) {
    ensure(MOST_BYTES_OF_LONG);
    size += BinaryData.encodeLong(value, bytes, size);
  }

  @Override
  public void writeFloat(float value) {
    ensure(Float.BYTES);
    size += BinaryData.encodeFloat(value, bytes, size);
  }

  @Override
  public void writeDouble(double value) {
    ensure(Double.BYTES);
    size += BinaryData.encodeDouble(value, bytes, size);
  }

  @Override
  public void writeBytes(byte[] value) {
    writeBytes(value, 0, value.length);
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) {
    writeInt(length);
    writeFixed(value, offset, length);
  }

  @Override
  public void writeFixed(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  @Override
  public void writeIndex(int branch) {
    writeInt(branch);
  }

  @Override
  public void writeEnum(int symbol) {
    writeInt(symbol);
  }

  @Override
  protected void writeZero() {
    ensure(1);
    bytes[size++] = 0;
  }

  /** Nothing waits to be written elsewhere. */
  @Override
  public int bytesBuffered() {
    return 0;
  }

  @Override
  public void flush() {}

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }
}
