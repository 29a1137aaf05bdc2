package dev.vigil.topology.cli;

import dev.vigil.config.Configuration;
import dev.vigil.config.access.AclCatalogue;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
      description =
          "Print all topics, internal ones included; or what must be allowed to whom where brokers"
              + " check (ACLs): the least with which everything works.")
  static final class Print implements Callable<Integer> {
    @Mixin private final ConfigurationOptions configuration = new ConfigurationOptions();

    @ArgGroup private @Nullable Form form;

    @Option(names = "--acls", description = "What must be allowed, by role.")
    private boolean acls;

    @Option(
        names = "--commands",
        description = "With --acls: as kafka-acls.sh commands, for one who may alter ACLs.")
    private boolean commands;

    @Option(
        names = "--users",
        paramLabel = "CLUSTER",
        description =
            "With --acls: as KafkaUser resources for the Strimzi cluster of this name, one for each"
                + " role.")
    private @Nullable String users;

    @Option(
        names = "--principal",
        paramLabel = "ROLE=PRINCIPAL",
        description =
            "With --acls: who has a role, such as application=User:CN=vigil; else"
                + " User:vigil-ROLE. May be repeated.")
    private Map<String, String> principals = new HashMap<>();

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
      boolean json = form != null && form.json;
      if (acls) {
        return printAcls(out, json);
      }
      if (commands || users != null || !principals.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "--commands, --users and --principal go with --acls");
      }
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

    private int printAcls(PrintWriter out, boolean json) {
      if (Stream.of(commands, json, users != null, form != null && form.strimzi != null)
              .filter(given -> given)
              .count()
          > 1) {
        throw new ParameterException(
            spec.commandLine(), "--commands, --json and --users are forms of --acls: choose one");
      }
      Configuration loaded = configuration.load();
      AclCatalogue catalogue = new AclCatalogue(loaded.vigil());
      List<String> roles = AclPrinter.roles(catalogue);
      for (String role : principals.keySet()) {
        if (!roles.contains(role)) {
          throw new ParameterException(
              spec.commandLine(),
              "--principal: there is no role %s: choose of %s"
                  .formatted(role, String.join(", ", roles)));
        }
      }
      AclPrinter printer = new AclPrinter(catalogue, principals);
      if (commands) {
        printer.commands(
            out, loaded.kafkaSettings().getOrDefault("bootstrap.servers", "broker:9092"));
      } else if (users != null) {
        printer.users(out, users);
      } else if (json) {
        printer.json(out);
      } else {
        printer.table(out);
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
