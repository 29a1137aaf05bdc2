package dev.vigil.topology.cli.io;

import com.fasterxml.jackson.core.JsonFactory;
import dev.vigil.serdes.fhir.JsonInput;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads FHIR resources from files that hold one, a Bundle, a JSON array, or one of these on each
 * line (ndjson, of which one line at a time is held in memory).
 */
public final class FhirFiles {
  /** Name under which standard input is read. */
  public static final String STANDARD_INPUT = "-";

  private final JsonDocuments documents =
      new JsonDocuments(line -> new ResourceFinder(line).isWholeResource());

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
  public interface Reading {
    void of(InputStream in) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @throws VigilException if it cannot be opened or read
   */
  public static void open(String file, Reading reading) {
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
  public static String nameOf(String file) {
    return file.equals(STANDARD_INPUT) ? "standard input" : file;
  }

  private void read(String name, BufferedInputStream in, ResourceVisitor visitor)
      throws IOException {
    boolean any =
        documents.read(
            name,
            in,
            new DocumentVisitor() {
              @Override
              public void document(String place, byte[] json) {
                new ResourceFinder(json).find(place, maxResourceBytes, bounded, visitor);
              }

              @Override
              public void tooLarge(String place) {
                visitor.unreadable(place, null, null, ResourceFinder.TOO_LARGE);
              }
            });
    if (!any) {
      throw problem(name + ": is empty: give a FHIR resource, a Bundle or ndjson", null);
    }
  }

  private static VigilException problem(String line, @Nullable Exception cause) {
    return new VigilException(ExitCode.USAGE, line, cause);
  }
}
