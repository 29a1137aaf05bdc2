package dev.vigil.fault.verdict;

import dev.vigil.fault.ledger.Content;
import dev.vigil.fault.ledger.Event;
import dev.vigil.fault.ledger.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of one patient, and what comes of each record that can be read. */
final class ExpectedPatient {
  private final Group treatment;
  private final Group research;
  private final Group alerts;
  private final Group review;
  private final Group audit;
  private final Map<String, Event> seen = new HashMap<>();
  private final Map<String, Integer> newest = new HashMap<>();
  private final Map<String, ExpectedAlert> told = new HashMap<>();
  private boolean researchOpen;

  ExpectedPatient(String id, int partition) {
    this.treatment = new Group(Output.TREATMENT, partition, id);
    this.research = new Group(Output.RESEARCH, partition, id);
    this.alerts = new Group(Output.ALERTS, partition, id);
    this.review = new Group(Output.REVIEW, partition, id);
    this.audit = Group.audit(partition);
  }

  /** Whether another event came under the same id before. */
  boolean hasSeenOther(Event event) {
    Event before = seen.get(event.eventId());
    return before != null && !before.saysTheSame(event);
  }

  /** A record that is no dead letter. */
  void take(Event event, long offset, TokenSink sink) {
    if (seen.putIfAbsent(event.eventId(), event) != null) {
      sink.take(audit, offset + " DUPLICATE");
      return;
    }
    boolean superseded = event.version() < newest.getOrDefault(event.reference(), 0);
    boolean wasOpen = researchOpen;
    if (!superseded) {
      newest.put(event.reference(), event.version());
      if (event.kind() == Kind.CONSENT) {
        researchOpen = event.content() == Content.GRANT;
      }
    }
    String named = offset + " " + event.eventId() + " " + event.reference();
    String mark = superseded ? " superseded" : "";
    String whole = named + (event.content().isBare() ? " id-only" : " whole") + mark;
    sink.take(treatment, whole);
    int toResearch = 0;
    if (researchOpen) {
      sink.take(research, whole);
      toResearch = 1;
    } else if (wasOpen) {
      sink.take(research, named + " id-only closed");
      toResearch = 1;
    }
    List<String> reviews = new ArrayList<>();
    String alert = superseded ? null : alert(event, reviews);
    if (alert != null) {
      sink.take(alerts, offset + " " + event.eventId() + " " + event.resourceId() + " " + alert);
    }
    reviews.forEach(reason -> sink.take(review, offset + " " + event.resourceId() + " " + reason));
    sink.take(
        audit,
        "%d PERMITTED alerts %d research %d treatment 1 %s%s"
            .formatted(offset, alert == null ? 0 : 1, toResearch, reviews, mark));
  }

  /** What is said of an Observation's alert; null: nothing. */
  private @Nullable String alert(Event event, List<String> reviews) {
    if (event.kind() != Kind.OBSERVATION) {
      return null;
    }
    ExpectedAlert before = told.get(event.resourceId());
    ExpectedAlert standing = before != null && before.isStanding() ? before : null;
    ExpectedAlert next = null;
    switch (event.content()) {
      case CRITICAL, STALE -> {
        if (standing != null) {
          next = standing.updated(event.value());
        } else if (event.content() == Content.STALE) {
          reviews.add("stale-critical");
        } else {
          next = ExpectedAlert.raised(before, event.value());
        }
      }
      case NORMAL, DELETED -> next = standing == null ? null : standing.retracted();
      case ID_ONLY -> reviews.add("id-only-observation");
      default -> {
        // Says nothing of a result.
      }
    }
    if (next == null) {
      return null;
    }
    told.put(event.resourceId(), next);
    return next.toString();
  }
}
