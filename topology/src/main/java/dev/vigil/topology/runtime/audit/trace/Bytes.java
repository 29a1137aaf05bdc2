package dev.vigil.topology.runtime.audit.trace;

import org.jspecify.annotations.Nullable;

/** Looking for a text in a record that is not decoded. */
final class Bytes {
  private Bytes() {}

  /** Whether the one is anywhere in the other. */
  static boolean contains(byte @Nullable [] in, byte[] what) {
    if (in == null) {
      return false;
    }
    for (int i = 0; i <= in.length - what.length; i++) {
      if (in[i] == what[0] && matches(in, i, what)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(byte[] in, int from, byte[] what) {
    for (int i = 1; i < what.length; i++) {
      if (in[from + i] != what[i]) {
        return false;
      }
    }
    return true;
  }
}
