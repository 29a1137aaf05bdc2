package dev.vigil.topology.runtime.audit.verify;

/** Avro's binary encoding, read or skipped without a copy, and never beyond its end. */
final class Cursor {
  private static final int MOST_VARINT_BITS = 63;

  private byte[] bytes = {};
  private int at;

  /** The bytes are not the encoding of what they should be. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  void start(byte[] array, int from) {
    bytes = array;
    at = from;
  }

  boolean isEnd() {
    return at == bytes.length;
  }

  long number() throws MalformedException {
    long zigzag = 0;
    for (int shift = 0; shift <= MOST_VARINT_BITS; shift += 7) {
      byte next = bytes[take(1)];
      zigzag |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new MalformedException("a number that does not end");
  }

  /** A number that says how many, or which. */
  int index(int limit) throws MalformedException {
    long index = number();
    if (index < 0 || index >= limit) {
      throw new MalformedException("a number beyond what there is");
    }
    return (int) index;
  }

  /** How many items the next block of an array or map has; 0: it has ended. */
  long items() throws MalformedException {
    long count = number();
    if (count < 0) {
      number(); // the block's size in bytes
      count = -count;
    }
    // Any item takes at least a byte: what says otherwise would be read for years.
    if (count < 0 || count > bytes.length - at) {
      throw new MalformedException("more items than bytes");
    }
    return count;
  }

  /** Length of bytes or text; they begin at {@link #position}. */
  int length() throws MalformedException {
    long length = number();
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedException("longer than the record");
    }
    return (int) length;
  }

  int position() {
    return at;
  }

  /** Goes on by so many bytes; the index of the first. */
  int take(long length) throws MalformedException {
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedException("ends too early");
    }
    int from = at;
    at += (int) length;
    return from;
  }
}
