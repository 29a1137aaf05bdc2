package dev.vigil.fault.trial;

import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.fault.ledger.EventOptions;
import dev.vigil.fault.ledger.EventSchemas;
import dev.vigil.fault.ledger.EventWriter;
import dev.vigil.fault.ledger.Ledger;
import dev.vigil.fault.ledger.PatientEvents;
import dev.vigil.fault.ledger.Sender;
import dev.vigil.fault.platform.Commands;
import dev.vigil.fault.platform.Hosts;
import dev.vigil.fault.platform.Instance;
import dev.vigil.fault.platform.NamespaceHosts;
import dev.vigil.fault.platform.Platform;
import dev.vigil.fault.platform.PlatformException;
import dev.vigil.fault.platform.SmallDisk;
import dev.vigil.fault.platform.Waiting;
import dev.vigil.fault.trial.TrialResult.End;
import dev.vigil.fault.verdict.Inquiry;
import dev.vigil.fault.verdict.Verdict;
import dev.vigil.fault.watch.AuditWatch;
import dev.vigil.fault.watch.Recovery;
import dev.vigil.topology.runtime.VigilException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tries one fault after the other on one platform, under traffic, and comes to a verdict. */
public final class Trial {
  private static final Duration ACKNOWLEDGED = Duration.ofMinutes(2);
  private static final Duration PROCESSED = Duration.ofMinutes(4);
  private static final int SMALL_DISK_MEGABYTES = 160;

  /** Exit codes from here on are signals' (128 + number): a fault's own doing. */
  private static final int FIRST_SIGNAL = 128;

  /** What the stream is judged by: two purposes, one open by default, one closed. */
  private static final List<String> SETTINGS =
      List.of(
          "vigil.outputs.treatment.purpose=TREAT",
          "vigil.outputs.research.purpose=HRESCH",
          // Open transactions of what was killed are waited for.
          "vigil.startup-timeout=PT60S");

  private final TrialOptions options;
  private final InstantSource clock;
  private final Consumer<String> progress;

  /**
   * A way of trying.
   *
   * @param clock tells when results were issued
   * @param progress takes a line now and then
   */
  public Trial(TrialOptions options, InstantSource clock, Consumer<String> progress) {
    this.options = options;
    this.clock = clock;
    this.progress = progress;
  }

  /** Tries a fault on a platform of its own. */
  public TrialResult run(Fault fault) {
    return run(fault.name(), fault.setup(), List.of(fault));
  }

  /**
   * Tries faults one after the other on one platform.
   *
   * @param setup of the platform; it must have what each of the faults needs
   */
  public TrialResult run(String name, Fault.Setup setup, List<Fault> faults) {
    long began = System.nanoTime();
    Optional<String> lacking = lacking(setup.needs());
    if (lacking.isPresent()) {
      return result(name, End.NOT_TRIED, "needs " + lacking.get(), began);
    }
    try {
      Path directory = Files.createDirectories(options.directory().resolve(name));
      return new Attempt(directory, name, setup, faults, began).run();
    } catch (PlatformException | VigilException e) {
      return result(name, End.FAILED, String.valueOf(e.getMessage()), began);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return result(name, End.FAILED, "interrupted", began);
    } catch (Exception e) { // whatever an action declares
      return result(name, End.FAILED, e.toString(), began);
    }
  }

  private Optional<String> lacking(Set<Need> needs) {
    return needs.stream().filter(need -> !isThere(need)).map(Need::text).findFirst();
  }

  private boolean isThere(Need need) {
    return switch (need) {
      case ROOT -> Commands.isRoot();
      case NAMESPACES -> Commands.isRoot() && Commands.isInstalled("ip");
      case FAKETIME -> Commands.isInstalled("faketime");
      case PREVIOUS -> options.previous().isPresent();
    };
  }

  private static TrialResult result(String name, End end, String reason, long began) {
    return new TrialResult(
        name,
        end,
        reason,
        Optional.empty(),
        Map.of(),
        Map.of(),
        List.of(),
        Duration.ofNanos(System.nanoTime() - began));
  }

  /** One trial: the platform, its traffic, and what is closed at the end. */
  private final class Attempt {
    private final Path directory;
    private final String name;
    private final Fault.Setup setup;
    private final List<Fault> faults;
    private final long began;

    Attempt(Path directory, String name, Fault.Setup setup, List<Fault> faults, long began) {
      this.directory = directory;
      this.name = name;
      this.setup = setup;
      this.faults = faults;
      this.began = began;
    }

    TrialResult run() throws Exception {
      List<String> settings = new ArrayList<>(SETTINGS);
      settings.addAll(setup.settings());
      // Closed in reverse: what processes stand on goes last, also where one does not start.
      try (SmallDisk disk =
              setup.needs().contains(Need.ROOT)
                  ? new SmallDisk(directory.resolve("disk"), SMALL_DISK_MEGABYTES)
                  : null;
          Hosts hosts =
              setup.needs().contains(Need.NAMESPACES) ? new NamespaceHosts() : Hosts.local();
          Platform platform =
              Platform.start(
                  directory,
                  hosts,
                  options.launcher(),
                  options.partitions(),
                  options.brokers(),
                  settings)) {
        say(name + ": brokers and registry run");
        startInstances(platform, disk);
        say(name + ": instances run");
        return traffic(platform, disk);
      }
    }

    private void say(String line) {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      progress.accept("%3d s %s".formatted(elapsed.toSeconds(), line));
    }

    private void startInstances(Platform platform, @Nullable SmallDisk disk) {
      Path launcher =
          setup.needs().contains(Need.PREVIOUS)
              ? options.previous().orElseThrow()
              : platform.launcher();
      for (int number = 1; number <= setup.instances(); number++) {
        Path state =
            disk != null && number == 1 ? disk.state() : directory.resolve("state-" + number);
        platform.addInstance(state, launcher).start();
      }
      platform.instances().forEach(platform::awaitStarted);
    }

    private TrialResult traffic(Platform platform, @Nullable SmallDisk disk) throws Exception {
      EventOptions events = setup.traffic().apply(EventOptions.of(options.seed()));
      PatientEvents stream = new PatientEvents(events);
      Map<String, Object> client =
          Map.of("bootstrap.servers", platform.brokers().bootstrapServers());
      TopicCatalogue topics = new TopicCatalogue(platform.configuration().vigil());
      String topic = topics.events().name();
      EventWriter writer = new EventWriter(topic, options.partitions(), events, clock.instant());
      EventSchemas.use(platform.configuration(), writer, 0);
      Ledger ledger = new Ledger(options.partitions());
      try (AuditWatch watch = AuditWatch.start(client, topics, ledger, System::nanoTime);
          Sender sender =
              Sender.start(client, stream, writer, ledger, System::nanoTime, options.rate())) {
        Scene scene = new Scene(platform, sender, writer, watch, disk, options.rate());
        scene.awaitWarm();
        scene.awaitWorkedOff();
        Waiting.pause(options.before());
        Map<String, Recovery> recoveries = new LinkedHashMap<>();
        for (Fault fault : faults) {
          say(fault.name() + ": " + fault.what());
          fault.action().inflict(scene);
          say(fault.name() + ": mended");
          scene.awaitWorkedOff();
          recoveries.put(label(fault, recoveries), watch.since(scene.struckNanos()));
          say(fault.name() + ": worked off");
        }
        Waiting.pause(options.before());
        if (!sender.finish(ACKNOWLEDGED)) {
          throw new PlatformException("the brokers do not acknowledge what was sent", null);
        }
        say(name + ": reading what was written");
        Verdict verdict =
            new Inquiry(
                    platform.configuration(),
                    stream,
                    ledger,
                    watch,
                    scene.skipped(),
                    platform.instances().stream().flatMap(it -> it.logs().stream()).toList())
                .verdict(PROCESSED);
        return judged(platform, verdict, recoveries);
      }
    }

    /** One fault can be drawn twice. */
    private static String label(Fault fault, Map<String, Recovery> before) {
      String label = fault.name();
      for (int time = 2; before.containsKey(label); time++) {
        label = "%s (%d)".formatted(fault.name(), time);
      }
      return label;
    }

    private TrialResult judged(
        Platform platform, Verdict verdict, Map<String, Recovery> recoveries) {
      Map<String, List<Integer>> exits = new TreeMap<>();
      List<Integer> unexpected = new ArrayList<>();
      for (Instance instance : platform.instances()) {
        exits.put(instance.name(), instance.exits());
        instance.exits().stream()
            .filter(code -> code > 0 && code < FIRST_SIGNAL && !setup.exits().contains(code))
            .forEach(unexpected::add);
      }
      End end = verdict.isProven() && unexpected.isEmpty() ? End.HELD : End.BROKEN;
      return new TrialResult(
          name,
          end,
          "",
          Optional.of(verdict),
          recoveries,
          exits,
          unexpected,
          Duration.ofNanos(System.nanoTime() - began));
    }
  }
}
