package dev.vigil.topology.cli.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file into its JSON documents: one of any number of lines, or one on each line (ndjson, of
 * which one line at a time is held in memory).
 */
public final class JsonDocuments {
  /** Largest line, and largest document of several lines: a Bundle of any real patient fits. */
  private static final int MAX_DOCUMENT_BYTES = 128 << 20;

  private final Predicate<byte[]> completeOnOneLine;

  /**
   * For one kind of document.
   *
   * @param completeOnOneLine whether a line that begins with a brace is one of them, and complete
   */
  public JsonDocuments(Predicate<byte[]> completeOnOneLine) {
    this.completeOnOneLine = completeOnOneLine;
  }

  /**
   * Reads a file from its first document to its last.
   *
   * @param name of the file in places
   * @return false if there is nothing but white space
   */
  public boolean read(String name, BufferedInputStream in, DocumentVisitor visitor)
      throws IOException {
    Lines lines = new Lines(in, 0);
    byte[] first = lines.nextNotBlank();
    if (first == null) {
      return false;
    }
    if (new ResourceFinder(first).isWhole()) {
      readLines(name, first, lines, visitor);
      return true;
    }
    byte[] document = withRest(first, in);
    if (hasMore(in) && !hasOneOnOneLine(document)) {
      visitor.tooLarge(name);
    } else if (new ResourceFinder(document).isWhole() || !hasOneOnOneLine(document)) {
      visitor.document(name, document);
    } else {
      InputStream again = new SequenceInputStream(new ByteArrayInputStream(document), in);
      Lines all = new Lines(new BufferedInputStream(again), lines.number() - 1);
      byte[] broken = all.nextNotBlank();
      if (broken != null) {
        readLines(name, broken, all, visitor);
      }
    }
    return true;
  }

  private static void readLines(String name, byte[] first, Lines lines, DocumentVisitor visitor)
      throws IOException {
    byte[] line = first;
    int number = lines.number();
    boolean cut = lines.isCut();
    byte[] next = lines.nextNotBlank();
    boolean onlyOne = next == null;
    while (line != null) {
      String place = onlyOne ? name : name + ":" + number;
      if (cut) {
        visitor.tooLarge(place);
      } else {
        visitor.document(place, line);
      }
      line = next;
      number = lines.number();
      cut = lines.isCut();
      next = line == null ? null : lines.nextNotBlank();
    }
  }

  private static byte[] withRest(byte[] first, InputStream in) throws IOException {
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    document.writeBytes(first);
    document.write('\n');
    document.writeBytes(in.readNBytes(Math.max(0, MAX_DOCUMENT_BYTES - first.length)));
    return document.toByteArray();
  }

  private static boolean hasMore(BufferedInputStream in) throws IOException {
    in.mark(1);
    boolean more = in.read() >= 0;
    in.reset();
    return more;
  }

  /** Tells ndjson with a broken line from one broken document, whose lines are none themselves. */
  private boolean hasOneOnOneLine(byte[] document) throws IOException {
    Lines lines = new Lines(new BufferedInputStream(new ByteArrayInputStream(document)), 0);
    for (byte[] line = lines.nextNotBlank(); line != null; line = lines.nextNotBlank()) {
      if (line[0] == '{' && completeOnOneLine.test(line)) {
        return true;
      }
    }
    return false;
  }

  /** The lines of a file, as bytes: cutting them needs no decoding in UTF-8. */
  private static final class Lines {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final BufferedInputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int number;
    private boolean blank;
    private boolean cut;

    Lines(BufferedInputStream in, int linesBefore) throws IOException {
      this.in = in;
      this.number = linesBefore;
      in.mark(BYTE_ORDER_MARK.length);
      if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
        in.reset();
      }
    }

    /** Null at the end. */
    byte @Nullable [] nextNotBlank() throws IOException {
      while (read()) {
        if (!blank) {
          return line.toByteArray();
        }
      }
      return null;
    }

    /** Of the line read last, from 1. */
    int number() {
      return number;
    }

    /** Whether the line read last was too long. */
    boolean isCut() {
      return cut;
    }

    private boolean read() throws IOException {
      line.reset();
      cut = false;
      blank = true;
      int next = in.read();
      if (next < 0) {
        return false;
      }
      number++;
      for (; next >= 0 && next != '\n'; next = in.read()) {
        blank = blank && (next == ' ' || next == '\t' || next == '\r');
        if (line.size() < MAX_DOCUMENT_BYTES) {
          line.write(next);
        } else {
          cut = true;
        }
      }
      return true;
    }
  }
}
