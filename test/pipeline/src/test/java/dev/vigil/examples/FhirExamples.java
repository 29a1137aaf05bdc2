package dev.vigil.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The JSON examples of the FHIR specification, as the jar fhir-examples has them. */
public final class FhirExamples {
  private static final String ANY = "/json/spec/consent-example.json";

  /**
   * One example.
   *
   * @param name path in the jar
   */
  public record Example(String name, String json) {}

  private FhirExamples() {}

  /** All resources whose path begins so. */
  public static List<Example> under(String folder) throws IOException {
    URL url = FhirExamples.class.getResource(ANY);
    if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException("no jar with the examples of FHIR");
    }
    List<Example> examples = new ArrayList<>();
    JarFile jar = connection.getJarFile();
    for (JarEntry entry : jar.stream().toList()) {
      if (entry.getName().startsWith(folder) && entry.getName().endsWith(".json")) {
        try (InputStream in = jar.getInputStream(entry)) {
          examples.add(
              new Example(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
      }
    }
    return examples;
  }
}
