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
  private volatile String inForce;

  /**
   * Tells this report.
   *
   * @param configured name, version and hash of the profile of the configuration
   */
  public ProfileHealth(Health health, String configured) {
    this.health = health;
    this.inForce = configured;
  }

  /** Name, version and hash of the profile that records are judged by. */
  public String inForce() {
    return inForce;
  }

  @Override
  public void accept(ProfileInForce change) {
    String profile = change.rules().profile().nameVersionAndHash();
    inForce = profile;
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
