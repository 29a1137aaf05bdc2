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
    ResourceVersion newest = versions.newest(event, judgement.input().timestamp());
    if (newest != null) {
      judgement.versionBefore();
    }
    if (newest != null && VersionOrder.isOlder(ResourceVersions.of(event), newest)) {
      judgement.superseded();
    }
  }
}
