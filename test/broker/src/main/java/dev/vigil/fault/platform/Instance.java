package dev.vigil.fault.platform;

import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the packaged application, and what keeps it running: like an orchestrator, {@link
 * #supervise} starts it again when it has ended without being asked to.
 */
public final class Instance {
  private final String name;
  private final Host host;
  private Path launcher;
  private final List<String> settings;
  private final Path stateDirectory;
  private final Path logs;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<Integer> exits = new ArrayList<>();
  private @Nullable JavaProcess process;
  private boolean wanted;
  private boolean exitSeen = true;
  private int starts;

  Instance(
      String name,
      Host host,
      Path launcher,
      List<String> settings,
      Path stateDirectory,
      Path logs) {
    this.name = name;
    this.host = host;
    this.launcher = launcher;
    this.settings = List.copyOf(settings);
    this.stateDirectory = stateDirectory;
    this.logs = logs;
    environment.put("VIGIL_JAVA_OPTS", "-Xmx256m");
    // As in a container. It tells more, too: where exceptions were thrown.
    environment.put("VIGIL_LOG_FORMAT", "json");
  }

  /** Its name, which is its vigil.instance-id. */
  public String name() {
    return name;
  }

  /** Where it runs. */
  public Host host() {
    return host;
  }

  /** Where its stores are. */
  public Path stateDirectory() {
    return stateDirectory;
  }

  /** Sets a variable of its environment, from its next start on. */
  public synchronized void environment(String variable, String value) {
    environment.put(variable, value);
  }

  /** Sets the packaged application that it runs, from its next start on. */
  public synchronized void launcher(Path next) {
    launcher = next;
  }

  /** Starts it, and from now on starts it again when it ends by itself. */
  public synchronized void start() {
    wanted = true;
    launch();
  }

  private void launch() {
    starts++;
    List<String> command = new ArrayList<>(List.of("env"));
    environment.forEach((variable, value) -> command.add(variable + "=" + value));
    command.addAll(List.of(launcher.toString(), "run"));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(
        List.of(
            "--set",
            "vigil.instance-id=" + name,
            "--set",
            "vigil.state.dir=" + stateDirectory,
            "--set",
            "vigil.http.port=0"));
    try {
      process = JavaProcess.start(host.commandLine(command), log());
      exitSeen = false;
    } catch (IOException e) {
      throw new PlatformException(name + " cannot be started", e);
    }
  }

  /** Starts it again if it ended although it is wanted; called again and again. */
  synchronized void supervise() {
    JavaProcess current = process;
    if (current == null || current.isAlive()) {
      return;
    }
    if (!exitSeen) {
      exits.add(current.exitValue());
      exitSeen = true;
    }
    if (wanted) {
      launch();
    }
  }

  /** {@code kill -9}, and an orchestrator that starts it again at once. */
  public synchronized void crash() throws InterruptedException {
    process().kill();
  }

  /** {@code kill -9}, and nobody starts it again: its machine is gone. */
  public synchronized void kill() throws InterruptedException {
    wanted = false;
    process().kill();
    supervise();
  }

  /** SIGTERM; it ends when it has finished what it has at hand. */
  public synchronized void terminate() {
    wanted = false;
    process().terminate();
  }

  /** Lets it end by itself from now on. */
  public synchronized void leaveEnded() {
    wanted = false;
  }

  /** Whether its process is there. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Its process; only once it was started. */
  public synchronized JavaProcess process() {
    JavaProcess current = process;
    if (current == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return current;
  }

  /** The exit codes of all its ends so far; 128 and more: by a signal. */
  public synchronized List<Integer> exits() {
    supervise();
    return List.copyOf(exits);
  }

  /** How often it was started. */
  public synchronized int starts() {
    return starts;
  }

  private Path log() {
    return log(starts);
  }

  private Path log(int start) {
    return logs.resolve("%s.%d.log".formatted(name, start));
  }

  /** What it logged and printed, a file for each start. */
  public synchronized List<Path> logs() {
    return IntStream.rangeClosed(1, starts).mapToObj(this::log).filter(Files::exists).toList();
  }

  /** Whether it has logged a text since it was last started. */
  public synchronized boolean hasLogged(String text) {
    try {
      return Files.exists(log()) && Files.readString(log()).contains(text);
    } catch (IOException e) {
      throw new PlatformException("the log of " + name + " cannot be read", e);
    }
  }
}
