package dev.vigil.serdes.pseudonym;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pseudonyms of one output: HMAC-SHA-256 of an id under the output's secret, as 64 hexadecimal
 * digits, which is as long as a FHIR id may be. The same id gives the same pseudonym for as long as
 * the secret is the same; another output's secret gives another. For one thread at a time.
 */
public final class Pseudonyms {
  private static final String HMAC = "HmacSHA256";

  private final Mac mac;

  /**
   * With a secret.
   *
   * @param secret 32 bytes, of one output alone
   */
  public Pseudonyms(byte[] secret) {
    try {
      mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + HMAC, e);
    }
  }

  /**
   * What an output's secret is derived from, by the MAC of its key: so two outputs that name the
   * same key have different secrets.
   */
  public static byte[] purpose(String output) {
    return parts("vigil:pseudonyms", output);
  }

  /** Of a patient. */
  public String ofPatient(String tenant, String patientId) {
    return of("patient", tenant, patientId);
  }

  /** Of another resource. */
  public String ofResource(String tenant, String type, String id) {
    return of("resource", tenant, type, id);
  }

  /** Of an event: ids that producers make often hold the patient's. */
  public String ofEvent(String source, String eventId) {
    return of("event", source, eventId);
  }

  private String of(String... parts) {
    return HexFormat.of().formatHex(mac.doFinal(parts(parts)));
  }

  /** Each behind its length, so that no two lists of parts are alike. */
  private static byte[] parts(String... parts) {
    int bytes = 0;
    byte[][] utf8 = new byte[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      utf8[i] = parts[i].getBytes(StandardCharsets.UTF_8);
      bytes += Integer.BYTES + utf8[i].length;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    for (byte[] part : utf8) {
      all.putInt(part.length).put(part);
    }
    return all.array();
  }
}
