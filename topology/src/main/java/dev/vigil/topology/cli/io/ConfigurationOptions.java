package dev.vigil.topology.cli.io;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.Configuration;
import dev.vigil.topology.runtime.KafkaKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where settings come from: the same for every command that needs some. */
public final class ConfigurationOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Properties file with settings.")
  @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting; wins over the environment (VIGIL_…), which wins over the file, which wins"
              + " over the defaults. May be repeated.")
  List<String> settings = new ArrayList<>();

  /** The configuration in force. */
  public Configuration load() {
    Configuration configuration = ConfigLoader.ofProcess().load(file, settings);
    KafkaKeys.check(configuration);
    return configuration;
  }
}
