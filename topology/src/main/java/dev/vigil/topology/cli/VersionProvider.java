package dev.vigil.topology.cli;

import dev.vigil.topology.runtime.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"vigil " + Version.current() + ", commit " + Version.commit()};
  }
}
