package dev.vigil.support;

import dev.vigil.support.broker.EmbeddedBroker;
import dev.vigil.support.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * What Vigil needs around it, on this machine: a broker and a schema registry.
 *
 * <p>Tests take {@link #shared()} and keep apart by topic prefix and application id; a test that
 * stops or disturbs the broker or the registry starts its own.
 */
public final class LocalPlatform implements AutoCloseable {

  private final EmbeddedBroker broker;
  private final RegistryProcess registry;

  private LocalPlatform(EmbeddedBroker broker, RegistryProcess registry) {
    this.broker = broker;
    this.registry = registry;
  }

  /** The one of this JVM: started at the first call, closed and deleted when the JVM ends. */
  public static LocalPlatform shared() {
    return Shared.PLATFORM;
  }

  /** Starts a broker on the given data directory and, at the same time, an empty registry. */
  public static LocalPlatform start(Path data) {
    CompletableFuture<RegistryProcess> registry =
        CompletableFuture.supplyAsync(RegistryProcess::start);
    EmbeddedBroker broker;
    boolean started = false;
    try {
      broker = EmbeddedBroker.start(data);
      started = true;
    } finally {
      if (!started) {
        CompletableFuture<Void> unused = registry.thenAccept(RegistryProcess::close);
      }
    }
    try {
      // Bounded: the registry's start is
      return new LocalPlatform(broker, registry.join());
    } catch (CompletionException e) {
      broker.close();
      throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
    }
  }

  /** The broker. */
  public EmbeddedBroker broker() {
    return broker;
  }

  /** The schema registry. */
  public RegistryProcess registry() {
    return registry;
  }

  @Override
  public void close() {
    try (registry) {
      broker.close();
    }
  }

  private static final class Shared {

    static final LocalPlatform PLATFORM = startForThisJvm();

    private static LocalPlatform startForThisJvm() {
      try {
        Path data = Files.createTempDirectory("vigil-broker-");
        LocalPlatform platform = LocalPlatform.start(data);
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> closeAndDelete(platform, data), "close-platform"));
        return platform;
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot create a directory for the broker", e);
      }
    }

    private static void closeAndDelete(LocalPlatform platform, Path data) {
      platform.close();
      try (Stream<Path> files = Files.walk(data)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot delete " + data, e);
      }
    }
  }
}
