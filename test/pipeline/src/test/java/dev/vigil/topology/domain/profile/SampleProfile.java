package dev.vigil.topology.domain.profile;

import dev.vigil.config.profile.ProfileHash;
import java.nio.charset.StandardCharsets;

/** A profile of one rule: potassium is critical from a value on. */
public record SampleProfile(String name, String highPotassium) {
  /** As a file. */
  public byte[] content() {
    return """
    # name: %s
    # version: 1
    loinc,analyte,unit_ucum,high_critical,high_op,source
    2823-3,Potassium,mmol/L,%s,>=,made up for a test
    """
        .formatted(name, highPotassium)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Full hash of the file. */
  public String hash() {
    return ProfileHash.of(content());
  }

  /** As alerts name it. */
  public String versionAndHash() {
    return "1+" + hash().substring(0, 12);
  }
}
