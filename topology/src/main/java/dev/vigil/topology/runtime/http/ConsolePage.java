package dev.vigil.topology.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The console: one page of HTML that asks {@code /status} and shows it to an operator. */
public final class ConsolePage {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String RESOURCE = "console.html";

  private final String page;

  /** Reads the page, which is the same for every instance. */
  public ConsolePage() {
    try (InputStream in = ConsolePage.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + RESOURCE);
      }
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE, e);
    }
  }

  /** The page; nothing of the instance is in it. */
  public Answer answer() {
    return Answer.of(200, HTML, page);
  }
}
