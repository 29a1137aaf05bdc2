package dev.vigil.serdes.encryption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A remote key service, as far as its callers can tell: it counts, and can be away. */
final class CountingKeys implements KeyService {
  private final List<String> asked = new ArrayList<>();
  private int version = 1;
  private int failures;
  private boolean refuses;

  /** Its keys, asked for a tenth of a second while they do not answer. */
  Keys patiently() {
    return Keys.of(this, Duration.ofMillis(100));
  }

  void rotate() {
    version++;
  }

  void failNext(int times) {
    failures = times;
  }

  void refuse() {
    refuses = true;
  }

  /** What was asked, in order. */
  List<String> asked() {
    return asked;
  }

  private void answer(String question) throws KeyServiceException {
    asked.add(question);
    if (refuses) {
      throw KeyServiceException.refused("the key service refuses access", null);
    }
    if (failures > 0) {
      failures--;
      throw KeyServiceException.away("the key service does not answer", null);
    }
  }

  @Override
  public WrappedKey wrap(String name, byte[] dataKey) throws KeyServiceException {
    answer("wrap");
    return new WrappedKey(name + ":" + version, mask(dataKey, version));
  }

  @Override
  public byte[] unwrap(WrappedKey wrapped) throws KeyServiceException {
    answer("unwrap");
    String id = wrapped.keyId();
    return mask(wrapped.wrapped(), Integer.parseInt(id.substring(id.indexOf(':') + 1)));
  }

  @Override
  public byte[] mac(String id, byte[] message) throws KeyServiceException {
    answer("mac");
    return mask(new byte[32], id.length());
  }

  private static byte[] mask(byte[] bytes, int with) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= (byte) (0x5A + with);
    }
    return masked;
  }

  @Override
  public void close() {
    asked.add("close");
  }
}
