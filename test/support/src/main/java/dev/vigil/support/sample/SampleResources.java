package dev.vigil.support.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** FHIR R4 resources of synthetic patients, in the order in which they are to be sent. */
public final class SampleResources {

  private static final String FILE = "synthea-labs.ndjson.gz";

  private SampleResources() {}

  /** The resources as JSON, one an element, read as they are asked for. Close the stream. */
  public static Stream<String> lines() {
    InputStream file = SampleResources.class.getResourceAsStream(FILE);
    if (file == null) {
      throw new IllegalStateException("The sample data " + FILE + " are not on the classpath");
    }
    return lines(file);
  }

  static Stream<String> lines(InputStream gzip) {
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(gzip), StandardCharsets.UTF_8));
      return lines.lines().onClose(() -> close(lines));
    } catch (IOException e) {
      throw new UncheckedIOException("The sample data cannot be read", e);
    }
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The sample data cannot be closed", e);
    }
  }
}
