package dev.vigil.bench;

import dev.vigil.bench.compare.CompareCommand;
import dev.vigil.bench.container.ContainerCommand;
import dev.vigil.bench.jmh.JmhCommand;
import dev.vigil.bench.memory.MemoryCommand;
import dev.vigil.bench.pipeline.CurvesCommand;
import dev.vigil.bench.pipeline.PipelineCommand;
import dev.vigil.bench.start.StartCommand;
import dev.vigil.bench.state.RestoreCommand;
import dev.vigil.topology.cli.Subcommand;
import picocli.CommandLine.Command;

/** The benchmarks. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measure how fast Vigil is and how much memory it takes.",
    subcommands = {
      PipelineCommand.class,
      CurvesCommand.class,
      JmhCommand.class,
      CompareCommand.class,
      MemoryCommand.class,
      DeadLettersCommand.class,
      AuditCommand.class,
      StartCommand.class,
      ContainerCommand.class,
      RestoreCommand.class,
      ReadCommand.class
    })
public final class BenchCommand implements Subcommand {}
