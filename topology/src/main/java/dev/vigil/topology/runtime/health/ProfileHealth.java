package dev.vigil.topology.runtime.health;

import dev.vigil.topology.domain.profile.ProfileFault;
import dev.vigil.topology.domain.profile.ProfileInForce;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators which profile is in force, and when it is not the one that was published. */
public final class ProfileHealth implements Consumer<ProfileInForce> {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileHealth.class);

  private final Health health;

  /** Tells this report. */
  public ProfileHealth(Health health) {
    this.health = health;
  }

  @Override
  public void accept(ProfileInForce change) {
    String profile = change.rules().profile().nameVersionAndHash();
    ProfileFault fault = change.fault();
    if (fault == null) {
      LOG.info(
          "profile {} is in force, {}",
          profile,
          change.published() ? "as published" : "as vigil.profile names it: none was published");
      health.ok(Health.PROFILE);
    } else {
      health.degraded(
          Health.PROFILE,
          "%s; %s %s stays in force"
              .formatted(
                  fault.text(),
                  change.published() ? "the last valid one," : "vigil.profile,",
                  profile));
    }
  }
}
