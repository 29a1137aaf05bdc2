package dev.vigil.topology.cli;

import dev.vigil.config.Configuration;
import dev.vigil.config.topics.Topic;
import dev.vigil.config.topics.TopicCatalogue;
import dev.vigil.serdes.avro.Registry;
import dev.vigil.topology.cli.io.ConfigurationOptions;
import dev.vigil.topology.cli.io.Json;
import dev.vigil.topology.cli.io.Printable;
import dev.vigil.topology.runtime.ClusterAdmin;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.TopicCheck;
import dev.vigil.topology.runtime.TopicCreation;
import dev.vigil.topology.runtime.TopicReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The catalogue of topics, and the cluster's. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Print, check, create or read the topics.",
    subcommands = {
      TopicsCommand.Print.class,
      TopicsCommand.Check.class,
      TopicsCommand.Create.class,
      TopicsCommand.Read.class
    })
final class TopicsCommand {

  @Command(
      name = "print",
      mixinStandardHelpOptions = true,
      description = "Print all topics, internal ones included.")
  static final class Print implements Callable<Integer> {
    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @ArgGroup private @Nullable Form form;

    @Spec private CommandSpec spec;

    /** What else than text for people. */
    private static final class Form {
      @Option(names = "--json", required = true, description = "One JSON object a line.")
      private boolean json;

      @ArgGroup(exclusive = false)
      private @Nullable Strimzi strimzi;
    }

    private static final class Strimzi {
      @Option(
          names = "--strimzi",
          required = true,
          paramLabel = "CLUSTER",
          description =
              "KafkaTopic resources for the Strimzi cluster of this name. Without internal topics:"
                  + " Kafka Streams creates them.")
      private String cluster = "";

      @Option(
          names = "--partitions",
          required = true,
          description = "Partition count of all topics, as for topics create.")
      private int partitions;

      @Option(
          names = "--replication-factor",
          defaultValue = "3",
          description = "Copies of each partition; default: ${DEFAULT-VALUE}.")
      private int replicas;
    }

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      TopicCatalogue catalogue = new TopicCatalogue(configuration.load().vigil());
      if (form != null && form.strimzi != null) {
        Strimzi strimzi = form.strimzi;
        if (strimzi.partitions < 1 || strimzi.replicas < 1) {
          throw new ParameterException(
              spec.commandLine(), "--partitions and --replication-factor are at least 1");
        }
        new StrimziTopics(strimzi.cluster, strimzi.partitions, strimzi.replicas)
            .of(catalogue)
            .forEach(out::println);
        return ExitCode.OK.code();
      }
      boolean json = form != null && form.json;
      for (Topic topic : catalogue.all()) {
        if (json) {
          out.println(
              Json.line(
                  Map.of(
                      "name",
                      topic.name(),
                      "role",
                      topic.role().name().toLowerCase(Locale.ROOT),
                      "key",
                      topic.key(),
                      "value",
                      topic.value(),
                      "settings",
                      topic.settings())));
        } else {
          out.printf(
              "%-9s %-40s %s -> %s%n",
              topic.role().name().toLowerCase(Locale.ROOT),
              topic.name(),
              topic.key(),
              topic.value());
          out.printf("%9s %s%n", "", topic.settings());
        }
      }
      return ExitCode.OK.code();
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Compare the cluster's topics with the catalogue.")
  static final class Check implements Callable<Integer> {
    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Configuration loaded = configuration.load();
      loaded.require(Configuration.BOOTSTRAP_SERVERS);
      try (ClusterAdmin cluster = ClusterAdmin.connect(loaded)) {
        List<String> problems =
            new TopicCheck(new TopicCatalogue(loaded.vigil()), cluster).check().problems();
        problems.forEach(problem -> spec.commandLine().getOut().println(Printable.of(problem)));
        return (problems.isEmpty() ? ExitCode.OK : ExitCode.TOPICS).code();
      }
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create the topics that are missing, except internal ones.")
  static final class Create implements Callable<Integer> {
    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
        names = "--partitions",
        required = true,
        description =
            "Partition count of all topics. Fixed once state exists: choose the most instances"
                + " times threads there will ever be.")
    private int partitions;

    @Option(
        names = "--replication-factor",
        defaultValue = "-1",
        description = "Copies of each partition; default: the brokers'.")
    private short replicationFactor;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Configuration loaded = configuration.load();
      loaded.require(Configuration.BOOTSTRAP_SERVERS);
      try (ClusterAdmin cluster = ClusterAdmin.connect(loaded)) {
        new TopicCreation(new TopicCatalogue(loaded.vigil()), cluster)
            .create(partitions, replicationFactor)
            .forEach(created -> spec.commandLine().getOut().println("created " + created));
      }
      return ExitCode.OK.code();
    }
  }

  @Command(
      name = "read",
      mixinStandardHelpOptions = true,
      description =
          "Print the committed records of an output as JSON, one a line. They hold patient data.")
  static final class Read implements Callable<Integer> {
    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(
        paramLabel = "TOPIC",
        description = "An Avro output, without the prefix: clinical.alerts, fhir.audit, …")
    private String topic = "";

    @Option(names = "--follow", description = "Wait for new records, until Ctrl-C.")
    private boolean follow;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      Configuration loaded = configuration.load();
      loaded.require(Configuration.BOOTSTRAP_SERVERS, Configuration.REGISTRY_URL);
      PrintWriter out = spec.commandLine().getOut();
      try (Registry registry =
          new Registry(
              loaded.registrySettings(), loaded.vigil().startupTimeout(), InstantSource.system())) {
        new TopicReader(loaded, registry)
            .read(
                loaded.vigil().topics().prefix().orElse("") + topic,
                follow,
                line -> {
                  out.println(line);
                  out.flush();
                });
      }
      return ExitCode.OK.code();
    }
  }
}
