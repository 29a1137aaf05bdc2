package dev.vigil.topology.cli;

import dev.vigil.config.Setting;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Every setting, and what it is now. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description =
        "Print every setting with its default, type, meaning, value in force and where that comes"
            + " from; secrets are hidden.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Setting setting : configuration.load().settings()) {
      if (json) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", setting.key());
        object.put("type", setting.type());
        object.put("meaning", setting.meaning());
        object.put("default", setting.defaultValue());
        object.put("value", setting.value());
        object.put("from", setting.provenance().toString());
        out.println(Json.line(object));
      } else {
        out.printf(
            "%s = %s%n    %s%n    %s; default %s; from %s%n",
            setting.key(),
            setting.value() == null ? "" : Printable.of(setting.value()),
            setting.meaning(),
            setting.type(),
            setting.defaultValue() == null ? "none" : setting.defaultValue(),
            Printable.of(setting.provenance().toString()));
      }
    }
    return ExitCode.OK.code();
  }
}
