package dev.vigil.topology.pipeline;

import dev.vigil.avro.state.ResourceVersion;
import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.topology.domain.order.VersionOrder;

/** Finds out whether a newer version of the resource was seen before. */
final class OrderStep implements Step {
  private final ResourceVersions versions;

  OrderStep(ResourceVersions versions) {
    this.versions = versions;
  }

  @Override
  public String name() {
    return "order";
  }

  @Override
  public void complete(Judgement judgement) {
    ChangeEvent event = judgement.event();
    if (ResourceVersions.areKeptWithPatient(event)) {
      return;
    }
    long appended = judgement.input().timestamp();
    byte[] key = ResourceVersions.key(event);
    judgement.versionKey(key);
    ResourceVersion newest = versions.newest(key, appended);
    if (newest == null) {
      return;
    }
    judgement.versionBefore();
    ResourceVersion version = ResourceVersions.of(event, appended);
    if (event.replay().isFirstBackfill() && VersionOrder.isKnown(version, newest)) {
      // The stream saw it, under another event id: a backfill brings only what it did not.
      judgement.duplicate();
    } else if (VersionOrder.isOlder(version, newest)) {
      judgement.superseded();
    }
  }
}
