package dev.vigil.topology.cli.io;

/**
 * Text as people read it on a terminal. Ids, codes and file names come from outside: they must not
 * command the terminal, forge a line or turn around the reading direction.
 */
public final class Printable {
  private Printable() {}

  /** The text with a question mark for every character that is not seen. */
  public static String of(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }
}
