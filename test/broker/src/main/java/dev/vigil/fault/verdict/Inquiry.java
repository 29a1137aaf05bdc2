package dev.vigil.fault.verdict;

import dev.vigil.config.Configuration;
import dev.vigil.fault.ledger.Ledger;
import dev.vigil.fault.ledger.PatientEvents;
import dev.vigil.fault.watch.AuditWatch;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.audit.verify.KafkaLogReader;
import dev.vigil.topology.runtime.audit.verify.PlanReader;
import dev.vigil.topology.runtime.audit.verify.Selection;
import dev.vigil.topology.runtime.audit.verify.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Comes to a verdict on one run, once nothing more is sent. */
public final class Inquiry {
  private static final int FINDINGS = 5;

  private final Configuration configuration;
  private final PatientEvents events;
  private final Ledger ledger;
  private final AuditWatch watch;
  private final List<Skipped> skipped;
  private final List<Path> logs;

  /**
   * For one run.
   *
   * @param configuration the application's; its {@code vigil.startup-timeout} bounds how long
   *     transactions of instances that were killed are waited for: a minute
   * @param skipped input that retention deleted before it was read
   * @param logs what instances logged and printed
   */
  public Inquiry(
      Configuration configuration,
      PatientEvents events,
      Ledger ledger,
      AuditWatch watch,
      List<Skipped> skipped,
      List<Path> logs) {
    this.configuration = configuration;
    this.events = events;
    this.ledger = ledger;
    this.watch = watch;
    this.skipped = List.copyOf(skipped);
    this.logs = List.copyOf(logs);
  }

  /**
   * Waits until all input is audited, then reads and compares everything. To be called after {@code
   * Sender.finish}; the application may run on.
   *
   * @param patience how long the application may take for what is left; after that the verdict says
   *     that it is lost or stuck, and what is there is judged all the same
   * @throws VigilException if brokers or registry do not answer: there is no verdict then
   */
  public Verdict verdict(Duration patience) {
    Verdict.Builder builder = new Verdict.Builder();
    InputLog log = InputLog.read(configuration, ledger);
    log.faults().forEach(fault -> builder.against(Guarantee.INPUT_AS_ACKNOWLEDGED, fault));
    Expected expected = new Expected(events, log, skipped);
    for (String stuck : watch.awaitAudited(log::end, expected::isSkipped, patience)) {
      builder.against(Guarantee.ALL_PROCESSED, stuck);
    }
    Comparison comparison;
    try (Written written = Written.open(configuration)) {
      comparison = Comparison.of(expected, written);
    }
    builder.take(comparison);
    verifyAudit(builder);
    new LogSearch(events)
        .findings(logs)
        .forEach(found -> builder.against(Guarantee.NO_PATIENT_IN_LOGS, found));
    return builder.verdict(log.size(), comparison);
  }

  /** What the command vigil audit verify does. */
  private void verifyAudit(Verdict.Builder builder) {
    try (ClusterAdmin cluster = ClusterAdmin.connect(configuration);
        Registry registry =
            new Registry(
                configuration.registrySettings(),
                configuration.vigil().startupTimeout(),
                InstantSource.system())) {
      PlanReader plans = new PlanReader(configuration, cluster);
      try (KafkaLogReader reader =
          new KafkaLogReader(
              configuration, cluster, plans.channels().readWhole(), 2, count -> {})) {
        var verified =
            new Verification(
                    plans.read(Selection.ALL, List.of()),
                    reader,
                    registry,
                    new SecureRandom()::nextLong,
                    FINDINGS)
                .run();
        verified
            .counts()
            .forEach(
                (kind, count) ->
                    builder.against(
                        Guarantee.AUDIT_VERIFIED,
                        count + " " + kind.code() + ": " + kind.meaning()));
        verified
            .findings()
            .forEach(finding -> builder.against(Guarantee.AUDIT_VERIFIED, finding.toString()));
        if (verified.isNothingJudged()) {
          builder.against(Guarantee.AUDIT_VERIFIED, "nothing could be judged");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The registry's client could not be closed", e);
    }
  }
}
