package dev.vigil.topology.pipeline;

import java.util.Locale;

/** Constants as values of tags. */
final class Codes {
  private Codes() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
