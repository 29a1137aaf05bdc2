package dev.vigil.serdes.event;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding, from an array. Avro's own decoder allocates what a length asks for before
 * it looks whether so many bytes are there, so that 10 bytes can end the process; this one looks
 * first.
 */
final class ByteArrayDecoder extends Decoder {
  private byte[] bytes = new byte[0];
  private int at;

  /** Starts to read an array, from an index to its end. */
  void start(byte[] array, int from) {
    bytes = array;
    at = from;
  }

  boolean isEnd() {
    return at == bytes.length;
  }

  /** Index of the byte that is read next. */
  int position() {
    return at;
  }

  /** Goes over a text; the index of its first byte. */
  int passString() throws IOException {
    return take(readLong());
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return bytes[take(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("not an int");
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[take(1)];
      zigzag |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new IOException("not a long");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat(Integer.reverseBytes(ByteBuffer.wrap(bytes).getInt(take(4))));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(ByteBuffer.wrap(bytes).getLong(take(8))));
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    int from = take(readLong());
    return new Utf8(Arrays.copyOfRange(bytes, from, at));
  }

  @Override
  public String readString() throws IOException {
    int from = take(readLong());
    return new String(bytes, from, at - from, StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    take(readLong());
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    int from = take(readLong());
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, at));
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLong());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readItemCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return readItemCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipItems();
  }

  @Override
  public long readMapStart() throws IOException {
    return readItemCount();
  }

  @Override
  public long mapNext() throws IOException {
    return readItemCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipItems();
  }

  private long readItemCount() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLong(); // the block's size in bytes, for who skips it
      count = -count;
    }
    // Any item worth sending takes at least a byte.
    if (count < 0 || count > bytes.length - at) {
      throw new EOFException();
    }
    return count;
  }

  /** Skips blocks that say how long they are; the number of items of the first that does not. */
  private long skipItems() throws IOException {
    long count = readLong();
    while (count < 0) {
      take(readLong());
      count = readLong();
    }
    if (count > bytes.length - at) {
      throw new EOFException();
    }
    return count;
  }

  /** Goes on by so many bytes, if they are there; the index of the first. */
  private int take(long length) throws EOFException {
    if (length < 0 || length > bytes.length - at) {
      throw new EOFException();
    }
    int from = at;
    at += (int) length;
    return from;
  }
}
