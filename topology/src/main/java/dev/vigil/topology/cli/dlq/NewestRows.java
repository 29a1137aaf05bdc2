package dev.vigil.topology.cli.dlq;

import java.util.List;
import java.util.PriorityQueue;

/** The newest dead letters of however many there are. */
final class NewestRows {
  private final int most;
  private final PriorityQueue<DeadLetterRow> rows = new PriorityQueue<>(DeadLetterRow.BY_TIME);

  /** Keeps no more than so many. */
  NewestRows(int most) {
    this.most = most;
  }

  void add(DeadLetterRow row) {
    rows.add(row);
    if (rows.size() > most) {
      rows.remove();
    }
  }

  /** The newest at the end. */
  List<DeadLetterRow> rows() {
    return rows.stream().sorted(DeadLetterRow.BY_TIME).toList();
  }
}
