package dev.vigil.topology.cli;

import dev.vigil.config.Configuration;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.log.LogIdentity;
import dev.vigil.topology.runtime.Application;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the application until it is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run the application against a cluster.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

  @Override
  public Integer call() throws InterruptedException {
    Configuration loaded = configuration.load();
    LogIdentity.set(loaded);
    Application application = Application.start(loaded, InstantSource.system());
    AtomicBoolean failed = new AtomicBoolean();
    Thread onSignal =
        new Thread(
            () -> {
              if (failed.get()) {
                return;
              }
              LOG.info("Stopping: finishing the records at hand");
              boolean closed = application.stop();
              LOG.info(closed ? "Stopped" : "Closing took too long; the next start restores state");
              // A signal would otherwise decide the exit code.
              Runtime.getRuntime().halt(exitCode(application, closed).code());
            },
            "vigil-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    VigilException failure = application.failure().join();
    failed.set(true);
    application.stop();
    throw new AlreadyLogged(failure);
  }

  /** A signal that meets an instance that is about to stop by itself must not hide why. */
  private static ExitCode exitCode(Application application, boolean closed) {
    VigilException failure = application.failure().getNow(null);
    if (failure != null) {
      return failure.exitCode();
    }
    return closed ? ExitCode.OK : ExitCode.SHUTDOWN_TIMED_OUT;
  }
}
