package dev.vigil.fault.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to one patient: admission, consent to research, results that are corrected and
 * deleted, consent denied, withdrawn and given again. Some versions are held back, and come after
 * newer ones.
 */
final class PatientLife {
  /** Observations that can still change, and versions that one of them can have. */
  private static final int MAX_OPEN = 40;

  private static final int MAX_VERSIONS = 80;
  private static final int MAX_HELD = 6;
  private static final int NO_CONSENT_OF_TEN = 9;

  /** What happens to which version of which resource. */
  record Step(Kind kind, int resource, int version, Content content) {}

  private static final class OpenResult {
    final int resource;
    int version = 1;

    OpenResult(int resource) {
      this.resource = resource;
    }
  }

  private final boolean consents;
  private final SplittableRandom random;
  private final List<OpenResult> open = new ArrayList<>();
  private final Deque<Step> held = new ArrayDeque<>();
  private int patientVersion;
  private int consentVersion;
  private boolean granted;
  private int results;

  PatientLife(int patient, SplittableRandom random) {
    this.consents = patient % 10 != NO_CONSENT_OF_TEN;
    this.random = random;
  }

  Step next() {
    if (patientVersion == 0) {
      return admission();
    }
    if (consentVersion == 0 && consents) {
      return consent(Content.GRANT);
    }
    int lot = random.nextInt(100);
    if (lot < 38) {
      return first(Content.NORMAL);
    }
    if (lot < 54) {
      return first(Content.CRITICAL);
    }
    if (lot < 77) {
      return corrected();
    }
    if (lot < 81) {
      return deleted();
    }
    if (lot < 84) {
      return idOnly();
    }
    if (lot < 86) {
      return first(Content.STALE);
    }
    if (lot < 92) {
      return consentChanged();
    }
    if (lot < 99) {
      Step late = held.poll();
      return late == null ? first(Content.NORMAL) : late;
    }
    return admission();
  }

  /** A result that nothing was said of before. */
  Step result() {
    return first(random.nextBoolean() ? Content.CRITICAL : Content.NORMAL);
  }

  private Step admission() {
    patientVersion++;
    return new Step(Kind.PATIENT, 0, patientVersion, Content.BASICS);
  }

  private Step first(Content content) {
    OpenResult result = new OpenResult(results++);
    open.add(result);
    if (open.size() > MAX_OPEN) {
      open.remove(0);
    }
    return step(result, content);
  }

  private Step corrected() {
    if (open.isEmpty()) {
      return first(Content.CRITICAL);
    }
    OpenResult result = open.get(random.nextInt(open.size()));
    if (result.version > MAX_VERSIONS) {
      return first(Content.CRITICAL);
    }
    if (random.nextInt(4) == 0 && held.size() < MAX_HELD) {
      result.version++;
      held.add(step(result, resultContent()));
    }
    result.version++;
    return step(result, resultContent());
  }

  private Content resultContent() {
    return random.nextBoolean() ? Content.CRITICAL : Content.NORMAL;
  }

  private Step deleted() {
    if (open.isEmpty()) {
      return first(Content.NORMAL);
    }
    OpenResult result = open.remove(random.nextInt(open.size()));
    result.version++;
    return step(result, Content.DELETED);
  }

  private Step idOnly() {
    if (open.isEmpty()) {
      return first(Content.NORMAL);
    }
    OpenResult result = open.get(random.nextInt(open.size()));
    result.version++;
    return step(result, Content.ID_ONLY);
  }

  private Step consentChanged() {
    if (!consents) {
      return first(Content.NORMAL);
    }
    if (random.nextInt(4) == 0 && held.size() < MAX_HELD) {
      consentVersion++;
      held.add(new Step(Kind.CONSENT, 0, consentVersion, opposite()));
    }
    return consent(opposite());
  }

  private Content opposite() {
    if (!granted) {
      return Content.GRANT;
    }
    return random.nextInt(3) == 0 ? Content.WITHDRAW : Content.DENY;
  }

  private Step consent(Content content) {
    consentVersion++;
    granted = content == Content.GRANT;
    return new Step(Kind.CONSENT, 0, consentVersion, content);
  }

  private static Step step(OpenResult result, Content content) {
    return new Step(Kind.OBSERVATION, result.resource, result.version, content);
  }
}
