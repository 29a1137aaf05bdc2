package dev.vigil.topology.runtime.audit.verify;

import dev.vigil.topology.runtime.audit.verify.Plan.Judged;
import org.jspecify.annotations.Nullable;

/** What an audit record that is in its place says: its input record is there, and its outputs. */
final class Announcements {
  private final Channels channels;
  private final Cutoffs cutoffs;
  private final Said said;
  private final Totals totals;

  Announcements(Channels channels, Cutoffs cutoffs, Said said, Totals totals) {
    this.channels = channels;
    this.cutoffs = cutoffs;
    this.said = said;
    this.totals = totals;
  }

  /**
   * One audit record.
   *
   * @param judged what is judged of its input partition
   * @param at its own offset
   */
  void take(AuditFields record, Judged judged, byte @Nullable [] key, long at) {
    if (record.offset >= judged.to()) {
      totals.later++;
      return;
    }
    if (record.offset < judged.scope()) {
      return;
    }
    if (record.offset >= judged.from()) {
      totals.judged++;
      said.add(record.input, record.partition, Channels.RECORD, record.offset, 1, at);
    } else {
      totals.ofDeletedInput++;
    }
    totals.unconfigured += record.unconfigured;
    if (channels.alertsFhir() > 0) {
      record.written[channels.alertsFhir()] = record.written[channels.alerts()];
    }
    for (int channel = 1; channel < record.written.length; channel++) {
      int times = record.written[channel];
      if (times == 0) {
        continue;
      }
      if (cutoffs.isGone(channel, record.input, record.partition, record.offset, key)) {
        totals.outputsGone += times;
      } else {
        said.add(record.input, record.partition, channel, record.offset, times, at);
      }
    }
  }
}
