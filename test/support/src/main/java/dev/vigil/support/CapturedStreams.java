package dev.vigil.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;

/** Standard input, output and error of this process, while a test runs a command in it. */
public final class CapturedStreams implements AutoCloseable {
  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

  /** From now on nothing reaches the real ones. */
  public CapturedStreams() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(complained, true, UTF_8));
  }

  /** What a person will type. */
  public void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  /** Standard output so far. */
  public String out() {
    return printed.toString(UTF_8);
  }

  /** Standard error so far. */
  public String err() {
    return complained.toString(UTF_8);
  }

  /** Forgets what was printed so far. */
  public void reset() {
    printed.reset();
    complained.reset();
  }

  @Override
  public void close() {
    System.setIn(in);
    System.setOut(out);
    System.setErr(err);
  }
}
