package dev.vigil.topology.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.vigil.config.ConfigException;
import dev.vigil.serdes.avro.RegistryUnavailableException;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.cli.log.LogFormat;
import dev.vigil.topology.cli.log.SafeThrowable;
import dev.vigil.topology.runtime.ConnectionFailure;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** Entry point of the binary. */
public final class Vigil {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Vigil.class);

  private Vigil() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Java's own logging, which OpenTelemetry uses: one log in one form.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Optional<String> problem = LogFormat.problem();
    if (problem.isPresent()) {
      System.err.println("vigil: " + Printable.of(problem.get()));
      System.exit(ExitCode.CONFIGURATION.code());
    }
    System.exit(execute(arguments));
  }

  /** Runs a command; gives its exit code. */
  public static int execute(String... arguments) {
    return execute(InstantSource.system(), arguments);
  }

  /** Runs a command; commands that judge files take the present from the clock. */
  static int execute(InstantSource clock, String... arguments) {
    VigilCommand root = new VigilCommand();
    CommandLine commandLine = new CommandLine(root, new CommandFactory(clock));
    ServiceLoader.load(Subcommand.class)
        .forEach(
            subcommand -> {
              CommandLine added = new CommandLine(subcommand);
              commandLine.addSubcommand(added.getCommandName(), added);
            });
    commandLine
        .getSubcommands()
        .values()
        .forEach(
            subcommand ->
                subcommand
                    .getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading("%nExit codes:%n")
                    .exitCodeList(exitCodes()));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionStrategy(
        parsed -> {
          if (root.verbose) {
            logMore();
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> explain(failure, failed, root.verbose));
    return commandLine.execute(arguments);
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      meanings.put("%2d".formatted(code.code()), code.meaning());
    }
    return meanings;
  }

  private static int explain(Exception thrown, CommandLine failed, boolean verbose) {
    Exception failure = thrown instanceof AlreadyLogged logged ? logged.fault() : thrown;
    ExitCode code = ExitCode.UNEXPECTED;
    List<String> lines =
        List.of(
            "A defect in Vigil ("
                + failure.getClass().getName()
                + "): please report it with the output of --verbose");
    Optional<String> refusal = ConnectionFailure.refusal("", failure);
    if (failure instanceof VigilException known) {
      code = known.exitCode();
      lines = known.lines();
    } else if (refusal.isPresent()) {
      code = ExitCode.BROKER;
      lines = List.of(refusal.get());
    } else if (invalidSetting(failure) != null) {
      code = ExitCode.CONFIGURATION;
      lines = List.of("kafka.*: " + invalidSetting(failure));
    } else if (failure instanceof RegistryUnavailableException unreachable) {
      code = ExitCode.REGISTRY;
      lines = List.of(String.valueOf(unreachable.getMessage()));
    } else if (failure instanceof ConfigException invalid) {
      code = ExitCode.CONFIGURATION;
      lines = invalid.problems();
    }
    boolean told = thrown instanceof AlreadyLogged;
    if (failed.getCommand() instanceof RunCommand && LogFormat.current() == LogFormat.JSON) {
      // Where the log is for programs, what ends the application stands in it, too.
      if (!told) {
        LOG.error(String.join("; ", lines), failure);
      }
      return code.code();
    }
    if (!told) {
      lines.forEach(line -> failed.getErr().println("vigil: " + Printable.of(line)));
    }
    if (verbose) {
      SafeThrowable.lines(failure).forEach(line -> failed.getErr().println(Printable.of(line)));
    }
    failed.getErr().flush();
    return code.code();
  }

  /** What Kafka says of a pass-through setting it refuses, wherever it noticed; null: nothing. */
  private static @Nullable String invalidSetting(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.kafka.common.config.ConfigException) {
        return cause.getMessage();
      }
    }
    return null;
  }

  private static void logMore() {
    Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    // Those that are quieter for a reason talk again, too.
    kafka.getLoggerContext().getLoggerList().stream()
        .filter(logger -> logger.getName().startsWith("org.apache.kafka."))
        .forEach(logger -> logger.setLevel(null));
    kafka.setLevel(Level.INFO);
    ((Logger) LoggerFactory.getLogger("dev.vigil")).setLevel(Level.INFO);
    ((Logger) LoggerFactory.getLogger("org.apache.kafka.clients.NetworkClient"))
        .setLevel(Level.WARN);
  }
}
