package dev.vigil.topology.cli;

import dev.vigil.topology.cli.check.CheckCommand;
import dev.vigil.topology.cli.explain.ExplainConsentCommand;
import dev.vigil.topology.cli.explain.ExplainLabCommand;
import java.time.InstantSource;
import picocli.CommandLine;

/** Makes commands; those that need the present get a clock. */
final class CommandFactory implements CommandLine.IFactory {
  private final CommandLine.IFactory others = CommandLine.defaultFactory();
  private final InstantSource clock;

  CommandFactory(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == ExplainConsentCommand.class) {
      return type.cast(new ExplainConsentCommand(clock));
    }
    if (type == ExplainLabCommand.class) {
      return type.cast(new ExplainLabCommand(clock));
    }
    if (type == CheckCommand.class) {
      return type.cast(new CheckCommand(clock));
    }
    return others.create(type);
  }
}
