package dev.vigil.fault.platform;

import dev.vigil.support.registry.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The schema registry, which keeps its schemas and its address when it is killed. */
public final class Registry implements AutoCloseable {
  private final Host host;
  private final int port;
  private final Path data;
  private @Nullable RegistryProcess process;

  private Registry(Host host, int port, Path data) {
    this.host = host;
    this.port = port;
    this.data = data;
  }

  static Registry start(Host host, Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw new PlatformException("the registry's directory cannot be made", e);
    }
    Registry registry = new Registry(host, Ports.free(1).get(0), data);
    registry.start();
    return registry;
  }

  /** Starts it, again if it was killed, and returns when it takes requests. */
  public void start() {
    process = RegistryProcess.start(host.address(), port, data);
  }

  /** Kills it. */
  public void kill() {
    RegistryProcess running = process;
    if (running != null) {
      running.close();
    }
  }

  /** For {@code registry.url}. */
  public String url() {
    return "http://%s:%d/apis/ccompat/v7".formatted(host.address(), port);
  }

  @Override
  public void close() {
    kill();
  }
}
