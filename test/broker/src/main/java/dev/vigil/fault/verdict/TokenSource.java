package dev.vigil.fault.verdict;

/** Tells what is or must be written; as often as it is asked, the same. */
public interface TokenSource {
  /** Hands over every record, those of a group in order. */
  void tell(TokenSink sink);
}
