package dev.vigil.demo;

import dev.vigil.demo.events.EventWriter;
import dev.vigil.demo.events.SampleEvents;
import dev.vigil.demo.script.Script;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.StreamsSettings;
import dev.vigil.topology.runtime.VigilException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.terminal.Terminal;

/** One run of the demo: starts everything, streams, shows, checks. */
final class Demo {
  private static final long REFRESH_MILLIS = 100;

  /** No record gets through for so long: something is broken. */
  private static final Duration STALL = Duration.ofSeconds(60);

  /**
   * What the user asked for.
   *
   * @param events records in all; -1: the sample once, and the script
   * @param rate records a second; 0: as fast as it goes
   */
  record Options(
      long seed, long events, int partitions, double rate, boolean exitWhenDone, boolean json) {}

  private final Options options;
  private final PrintWriter out;
  private final PrintWriter people;
  private final Tally tally = new Tally();
  private final Pace pace = new Pace();

  /**
   * A run.
   *
   * @param out standard output
   * @param people where everything goes that is not the result for programs
   */
  Demo(Options options, PrintWriter out, PrintWriter people) {
    this.options = options;
    this.out = out;
    this.people = people;
  }

  /** Runs until done; without {@code exitWhenDone} until the process is told to end. */
  ExitCode run() throws InterruptedException {
    Ending ending = new Ending();
    try (Cleanup cleanup = ending.cleanup()) {
      return run(cleanup, ending);
    } catch (RuntimeException e) {
      ending.blockIfEnding();
      throw e;
    } finally {
      ending.forget();
    }
  }

  private ExitCode run(Cleanup cleanup, Ending ending) throws InterruptedException {
    people.println("Starting a broker, a schema registry and Vigil …");
    people.flush();
    Path data;
    Surroundings surroundings;
    ending.beginStart();
    try {
      DemoDirectory directory = DemoDirectory.create();
      cleanup.add(directory::close);
      data = directory.path();
      surroundings = Surroundings.start(data, options.partitions(), cleanup);
    } finally {
      ending.endStart();
    }
    Outputs outputs = Outputs.read(surroundings, options.partitions(), tally);
    cleanup.add(outputs::close);
    Script script;
    Feed feed;
    try (KafkaAvroSerializer avro = serializer(surroundings)) {
      EventWriter writer = new EventWriter(surroundings.topics().events().name(), avro);
      script = Script.of(Instant.now(), options.seed(), options.partitions(), writer);
      feed = feed(surroundings, script, writer);
      cleanup.add(feed::close);
      Hints hints = new Hints(surroundings);
      people.printf("%n%s%n", hints.all());
      people.flush();
      CompletableFuture<?> broken =
          CompletableFuture.anyOf(
              surroundings.application().failure().thenAccept(Demo::raise), outputs.ended());
      return stream(script, feed, broken, hints, data, cleanup, ending);
    }
  }

  private ExitCode stream(
      Script script,
      Feed feed,
      CompletableFuture<?> broken,
      Hints hints,
      Path data,
      Cleanup cleanup,
      Ending ending)
      throws InterruptedException {
    Optional<Terminal> terminal = ScreenView.terminal(options.json(), data);
    terminal.ifPresent(opened -> cleanup.add(() -> ScreenView.release(opened)));
    long began = System.nanoTime();
    feed.start();
    try (View view = view(terminal)) {
      awaitCompletion(feed, broken, view);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Counts counts = tally.counts();
    Summary summary =
        new Summary(
            counts,
            ScriptCheck.differences(script.records(), tally.scripted()),
            seconds,
            options.seed(),
            hints.console());
    summary.print(people);
    if (options.json()) {
      out.println(summary.json());
      out.flush();
    }
    ExitCode exitCode = summary.isProven() ? ExitCode.OK : ExitCode.NOT_PROVEN;
    ending.exitCode(exitCode);
    if (!options.exitWhenDone()) {
      people.printf(
          "%nEverything keeps running until Ctrl-C. An alert of your own:%n%s%n", hints.produce());
      people.flush();
      watch(feed, broken, terminal);
    }
    return exitCode;
  }

  private Feed feed(Surroundings surroundings, Script script, EventWriter writer) {
    SampleEvents sample = new SampleEvents(writer, options.seed());
    long sampleSize =
        options.events() < 0
            ? sample.once()
            : Math.max(0, options.events() - script.records().size());
    return new Feed(
        surroundings.bootstrapServers(),
        surroundings.topics().events().name(),
        sample.events(sampleSize),
        sampleSize,
        script.records(),
        options.rate(),
        StreamsSettings.largestRecord(surroundings.configuration().vigil()));
  }

  private void awaitCompletion(Feed feed, CompletableFuture<?> broken, View view)
      throws InterruptedException {
    long audited = -1;
    long movedAt = System.nanoTime();
    while (true) {
      Progress progress = progress(feed);
      view.show(progress);
      if (feed.done().isDone()) {
        join(feed.done());
        if (progress.isComplete() && progress.counts().isSettled()) {
          return;
        }
      }
      long now = System.nanoTime();
      if (progress.counts().auditRecords() != audited) {
        audited = progress.counts().auditRecords();
        movedAt = now;
      } else if (now - movedAt > STALL.toNanos()) {
        // What there is goes to the summary, which says that it does not add up.
        people.printf(
            "%nNothing came through for %d s: %,d records sent or underway, %,d audit records%n",
            STALL.toSeconds(), feed.size(), audited);
        return;
      }
      await(broken);
    }
  }

  private void watch(Feed feed, CompletableFuture<?> broken, Optional<Terminal> terminal)
      throws InterruptedException {
    try (View view = view(terminal)) {
      while (true) {
        view.show(progress(feed));
        await(broken);
      }
    }
  }

  private Progress progress(Feed feed) {
    Counts counts = tally.counts();
    return new Progress(counts, feed.size(), pace.at(System.nanoTime(), counts.auditRecords()));
  }

  /** Until the next look, or a failure. */
  private static void await(CompletableFuture<?> broken) throws InterruptedException {
    try {
      Object unused = broken.get(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
      throw new IllegalStateException("reading the outputs ended");
    } catch (TimeoutException e) {
      // Nothing is broken.
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static void join(CompletableFuture<?> future) {
    try {
      future.join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  private static void raise(VigilException failure) {
    throw failure;
  }

  private static RuntimeException unwrapped(Exception e) {
    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
  }

  private View view(Optional<Terminal> terminal) {
    return terminal.<View>map(ScreenView::on).orElseGet(() -> new LineView(people));
  }

  private static KafkaAvroSerializer serializer(Surroundings surroundings) {
    KafkaAvroSerializer avro = new KafkaAvroSerializer();
    avro.configure(Map.of("schema.registry.url", surroundings.registryUrl()), false);
    return avro;
  }
}
