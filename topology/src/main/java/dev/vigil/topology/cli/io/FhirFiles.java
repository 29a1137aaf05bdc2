package dev.vigil.topology.cli.io;

import com.fasterxml.jackson.core.JsonFactory;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads FHIR resources from files that hold one, a Bundle, a JSON array, or one of these on each
 * line (ndjson, of which one line at a time is held in memory).
 */
public final class FhirFiles {
  /** Name under which standard input is read. */
  public static final String STANDARD_INPUT = "-";

  /** Largest line, and largest document of several lines: a Bundle of any real patient fits. */
  private static final int MAX_DOCUMENT_BYTES = 128 << 20;

  private final int maxResourceBytes;
  private final JsonFactory bounded;

  /**
   * A reader with the decoder's limits.
   *
   * @param maxResourceBytes a larger resource is unreadable
   * @param maxDepth a resource of deeper JSON is unreadable
   */
  public FhirFiles(int maxResourceBytes, int maxDepth) {
    this.maxResourceBytes = maxResourceBytes;
    this.bounded = JsonInput.factory(maxDepth);
  }

  /**
   * Reads a file from its first resource to its last.
   *
   * @param file its path, or {@value #STANDARD_INPUT}
   * @throws VigilException if it cannot be opened or is empty; what is wrong with its content goes
   *     to the visitor
   */
  public void read(String file, ResourceVisitor visitor) {
    open(file, in -> read(nameOf(file), new BufferedInputStream(in), visitor));
  }

  /**
   * Reads what was taken from a file before.
   *
   * @param file where it came from
   * @throws VigilException if it is empty
   */
  void read(String file, ByteArrayInputStream content, ResourceVisitor visitor) {
    try {
      read(nameOf(file), new BufferedInputStream(content), visitor);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be read", e);
    }
  }

  /** What is done with an open file. */
  interface Reading {
    void of(InputStream in) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @throws VigilException if it cannot be opened or read
   */
  void open(String file, Reading reading) {
    boolean standardInput = file.equals(STANDARD_INPUT);
    try (InputStream in = standardInput ? System.in : Files.newInputStream(Path.of(file))) {
      reading.of(in);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw problem(file + ": there is no such file: correct the path", e);
    } catch (AccessDeniedException e) {
      throw problem(file + ": access denied: make it readable for this user", e);
    } catch (IOException e) {
      throw problem(file + ": cannot be read: give a file, not a directory", e);
    }
  }

  /** How a file is called in places and messages. */
  static String nameOf(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  private void read(String name, BufferedInputStream in, ResourceVisitor visitor)
      throws IOException {
    Lines lines = new Lines(in, 0);
    byte[] first = lines.nextNotBlank();
    if (first == null) {
      throw problem(name + ": is empty: give a FHIR resource, a Bundle or ndjson", null);
    }
    if (new ResourceFinder(first).isWhole()) {
      readLines(name, first, lines, visitor);
      return;
    }
    byte[] document = withRest(first, in);
    if (hasMore(in) && !hasResourceOnOneLine(document)) {
      visitor.unreadable(name, null, null, ResourceFinder.TOO_LARGE);
    } else if (new ResourceFinder(document).isWhole() || !hasResourceOnOneLine(document)) {
      find(document, name, visitor);
    } else {
      InputStream again = new SequenceInputStream(new ByteArrayInputStream(document), in);
      Lines all = new Lines(new BufferedInputStream(again), lines.number() - 1);
      byte[] broken = all.nextNotBlank();
      if (broken != null) {
        readLines(name, broken, all, visitor);
      }
    }
  }

  private void readLines(String name, byte[] first, Lines lines, ResourceVisitor visitor)
      throws IOException {
    byte[] line = first;
    int number = lines.number();
    boolean cut = lines.isCut();
    byte[] next = lines.nextNotBlank();
    boolean onlyOne = next == null;
    while (line != null) {
      String place = onlyOne ? name : name + ":" + number;
      if (cut) {
        visitor.unreadable(place, null, null, ResourceFinder.TOO_LARGE);
      } else {
        find(line, place, visitor);
      }
      line = next;
      number = lines.number();
      cut = lines.isCut();
      next = line == null ? null : lines.nextNotBlank();
    }
  }

  private void find(byte[] json, String place, ResourceVisitor visitor) {
    new ResourceFinder(json).find(place, maxResourceBytes, bounded, visitor);
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

  /** Tells ndjson with a broken line from one broken document, whose lines are no resources. */
  private static boolean hasResourceOnOneLine(byte[] document) throws IOException {
    Lines lines = new Lines(new BufferedInputStream(new ByteArrayInputStream(document)), 0);
    for (byte[] line = lines.nextNotBlank(); line != null; line = lines.nextNotBlank()) {
      if (line[0] == '{' && new ResourceFinder(line).isWholeResource()) {
        return true;
      }
    }
    return false;
  }

  private static VigilException problem(String line, @Nullable Exception cause) {
    return new VigilException(ExitCode.USAGE, line, cause);
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
