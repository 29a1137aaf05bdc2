package dev.vigil.topology.pipeline;

import dev.vigil.avro.CriticalLabAlert;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The newest alert records that an instance wrote, without value and unit, and without what says
 * whose they are: patients and alerts are masked before anything is kept. A mask tells the same
 * from another as long as the process lives; its key is nowhere else, so that nobody can try ids
 * against it. What a rolled-back transaction wrote is among them, too. Safe for several threads.
 */
public final class NewestAlerts {
  /** How many are kept. */
  public static final int MOST = 20;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MASK_DIGITS = 4;

  private final Mac mac;
  private final Deque<Masked> newest = new ArrayDeque<>(MOST);

  /**
   * An alert record as anybody may see it.
   *
   * @param writtenAt when it was written, before its transaction was committed
   * @param alert mask of its alert: four hexadecimal digits
   * @param revision as in the record
   * @param patient mask of tenant and patient: four hexadecimal digits
   * @param analyte as the profile names it, or {@code other}
   * @param status code of the record's status
   * @param direction code of the record's direction
   * @param page whether it pages someone
   * @param latency from log-append of its cause to its writing; null: time was the cause
   * @param partition of its cause
   */
  public record Masked(
      Instant writtenAt,
      String alert,
      int revision,
      String patient,
      String analyte,
      String status,
      String direction,
      boolean page,
      @Nullable Duration latency,
      int partition) {}

  /** None yet; with a key of its own. */
  public NewestAlerts() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  /** The newest first. */
  public synchronized List<Masked> newest() {
    return List.copyOf(newest);
  }

  /**
   * An alert record was written.
   *
   * @param analyte as metrics name it
   */
  synchronized void written(CriticalLabAlert alert, String analyte, Instant now) {
    Instant at = alert.getLevel() == null ? alert.getAt() : null;
    if (newest.size() == MOST) {
      newest.removeLast();
    }
    newest.addFirst(
        new Masked(
            now,
            mask(alert.getAlertId()),
            alert.getRevision(),
            // A length, so that no tenant and patient run into another pair's text.
            mask(alert.getTenant().length() + "|" + alert.getTenant() + alert.getPatientId()),
            analyte,
            Codes.of(alert.getStatus()),
            Codes.of(alert.getDirection()),
            alert.getPage(),
            at == null ? null : Duration.between(at, now),
            alert.getOrigin().getPartition()));
  }

  private String mask(String id) {
    byte[] hash = mac.doFinal(id.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash).substring(0, MASK_DIGITS);
  }
}
