package dev.vigil.topology.cli.io;

/** Takes the JSON documents that {@link JsonDocuments} finds, in the order of the file. */
public interface DocumentVisitor {
  /**
   * A document, well-formed or not.
   *
   * @param place {@code file} or {@code file:line}
   */
  void document(String place, byte[] json);

  /** A document that is too large to be held. */
  void tooLarge(String place);
}
