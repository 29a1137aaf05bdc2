package dev.vigil.topology.domain.alert;

import dev.vigil.avro.CriticalLabAlert;
import dev.vigil.avro.state.AlertState;
import dev.vigil.avro.state.UntoldValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of which alerts of an Observation nobody was paged for the present value: it came quietly, as a
 * repeat, stale or in a backfill. Later versions of the same value must not pass for told, and a
 * retraction pages only whom the alert paged.
 */
public final class Untold {
  private final Map<String, Boolean> pagedBefore = new LinkedHashMap<>();

  Untold(@Nullable AlertState state) {
    if (state != null) {
      state.getUntold().forEach(one -> pagedBefore.put(one.getAlertId(), one.getPagedBefore()));
    }
  }

  /** The state in which a newer revision, which pages, replaces that alert. */
  public static AlertState paged(AlertState state, CriticalLabAlert newer) {
    String id = newer.getAlertId();
    return AlertState.newBuilder(state)
        .setAlerts(
            state.getAlerts().stream()
                .map(alert -> alert.getAlertId().equals(id) ? newer : alert)
                .toList())
        .setUntold(state.getUntold().stream().filter(one -> !one.getAlertId().equals(id)).toList())
        .build();
  }

  boolean contains(CriticalLabAlert alert) {
    return pagedBefore.containsKey(alert.getAlertId());
  }

  /** Whether any value of a standing alert paged someone. */
  boolean wasPaged(CriticalLabAlert alert) {
    return pagedBefore.getOrDefault(alert.getAlertId(), true);
  }

  void raised(CriticalLabAlert alert) {
    told(alert, false);
  }

  /** Another value. */
  void changed(CriticalLabAlert alert) {
    told(alert, wasPaged(alert));
  }

  /** The same value again. */
  void confirmed(CriticalLabAlert alert) {
    if (alert.getPage()) {
      pagedBefore.remove(alert.getAlertId());
    }
  }

  void retracted(CriticalLabAlert alert) {
    pagedBefore.remove(alert.getAlertId());
  }

  private void told(CriticalLabAlert alert, boolean before) {
    if (alert.getPage()) {
      pagedBefore.remove(alert.getAlertId());
    } else {
      pagedBefore.put(alert.getAlertId(), before);
    }
  }

  List<UntoldValue> values() {
    return pagedBefore.entrySet().stream()
        .map(one -> new UntoldValue(one.getKey(), one.getValue()))
        .toList();
  }
}
