package dev.vigil.topology.runtime;

import dev.vigil.avro.Operation;
import dev.vigil.avro.OperationRecord;
import dev.vigil.config.Configuration;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.pipeline.state.StateFormat;
import dev.vigil.topology.runtime.LocalState.Note;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an instance start on state that it can read and that no instance of another format works
 * with. What the state is, {@code vigil.control} says for all instances, and a note in the state
 * directory for the copy there.
 */
final class StateFormatCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StateFormatCheck.class);

  private final Configuration configuration;
  private final ClusterAdmin cluster;
  private final Registry registry;
  private final InstantSource clock;
  private final LocalState local;
  private final StateFormat format;
  private final String application;

  StateFormatCheck(
      Configuration configuration,
      ClusterAdmin cluster,
      Registry registry,
      InstantSource clock,
      LocalState local,
      StateFormat format) {
    this.configuration = configuration;
    this.cluster = cluster;
    this.registry = registry;
    this.clock = clock;
    this.local = local;
    this.format = format;
    this.application = configuration.vigil().applicationId();
  }

  /**
   * Checks, records the format where that is new, and deletes local state of before a reset.
   *
   * @throws VigilException with {@link ExitCode#STATE_FORMAT} if this build must not start
   */
  void admit(ControlRecords control) {
    RecordedState recorded = RecordedState.of(control);
    long epoch =
        switch (recorded.status()) {
          case IN_USE -> goOn(recorded);
          case RESET -> record(recorded.epoch());
          case UNRECORDED -> unrecorded();
          case RESET_BEGUN ->
              throw refused(
                  "%s began to reset the state of %s at %s and did not finish: run vigil reset --execute again, it goes on where it ended"
                      .formatted(recorded.by(), application, recorded.at()));
          case NOT_UNDERSTOOD ->
              throw refused(
                  "What vigil.control says of the state of %s is of a newer version than %s: start that one"
                      .formatted(application, Version.current()));
        };
    local.prepare(new Note(format.current(), epoch));
  }

  private long goOn(RecordedState recorded) {
    checkCopy(recorded);
    if (recorded.format() == format.current()) {
      return recorded.epoch();
    }
    if (!format.isReadable(recorded.format())) {
      throw refused(
          "%s keeps state of format %d (Vigil %s), and this is Vigil %s, which %s: go back to Vigil %s, or see what vigil reset would do"
              .formatted(
                  application,
                  recorded.format(),
                  recorded.version(),
                  Version.current(),
                  format.readable(),
                  recorded.version()));
    }
    if (!cluster.members(application).isEmpty()) {
      return unlessAnotherWasQuicker(recorded);
    }
    try (ControlWriter writer = writer()) {
      writer.write(RecordedState.CONTROLLED, recordOf(writer, recorded.epoch()));
    }
    LOG.info(
        "The state of {} goes on as format {}; it was {}: Vigil {} starts on it no more",
        application,
        format.current(),
        recorded.format(),
        recorded.version());
    return recorded.epoch();
  }

  /** Instances of this build that start together: the first records the format, and runs. */
  private long unlessAnotherWasQuicker(RecordedState recorded) {
    RecordedState now = RecordedState.of(ControlRecords.read(configuration, cluster, registry));
    if (now.status() == RecordedState.Status.IN_USE && now.format() == format.current()) {
      return now.epoch();
    }
    throw refused(
        "Instances of %s are running that keep state of format %d (Vigil %s); this is Vigil %s, which writes format %d: stop them all, then start. A stopped one that has a vigil.instance-id counts until vigil.session-timeout is over"
            .formatted(
                application,
                recorded.format(),
                recorded.version(),
                Version.current(),
                format.current()));
  }

  /** A copy of newer state than the application's: one of the two is not what it seems. */
  private void checkCopy(RecordedState recorded) {
    local
        .note()
        .filter(note -> note.epoch() == recorded.epoch() && note.format() > recorded.format())
        .ifPresent(
            note -> {
              throw refused(
                  "%s holds state of format %d, but vigil.control says that %s keeps format %d: was vigil.control restored from an older copy? If not, delete this directory: it is restored from the changelogs"
                      .formatted(local.directory(), note.format(), application, recorded.format()));
            });
  }

  private long unrecorded() {
    Note noted = local.note().orElse(new Note(format.current(), 0));
    if (noted.format() != format.current()) {
      throw refused(
          "vigil.control says nothing of the state of %s, and %s holds state of format %d, where this Vigil %s writes format %d: start the version that wrote it once, or see what vigil reset would do"
              .formatted(
                  application,
                  local.directory(),
                  noted.format(),
                  Version.current(),
                  format.current()));
    }
    if (!cluster.committed(application).isEmpty()) {
      LOG.warn(
          "{} has run before, but vigil.control says nothing of its state: taken for format {}",
          application,
          format.current());
    }
    return record(noted.epoch());
  }

  /** For an application without state: nobody's decision, so it stands in vigil.control only. */
  private long record(long epoch) {
    try (ControlWriter writer = writer()) {
      writer.writeLatest(RecordedState.CONTROLLED, recordOf(writer, epoch));
    }
    return epoch;
  }

  private ControlWriter writer() {
    // A name that no other has: instances that start together must not fence each other.
    String name = "state-format " + InstanceName.of(configuration) + " " + UUID.randomUUID();
    return new ControlWriter(configuration, cluster, registry, clock, name);
  }

  private OperationRecord recordOf(ControlWriter writer, long epoch) {
    return writer.record(
        Operation.STATE_FORMAT_RECORDED,
        InstanceName.of(configuration),
        application,
        RecordedState.DONE,
        RecordedState.details(format.current(), epoch));
  }

  private static VigilException refused(String line) {
    return new VigilException(ExitCode.STATE_FORMAT, "Not started: " + line, null);
  }
}
