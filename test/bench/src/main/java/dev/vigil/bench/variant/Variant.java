package dev.vigil.bench.variant;

import dev.vigil.bench.workload.EventForm;
import dev.vigil.support.process.JavaProcess;
import dev.vigil.topology.cli.Vigil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A pipeline that is measured, perhaps with settings of its own.
 *
 * @param name as given on the command line, settings included
 * @param pipeline which one
 * @param settings of Vigil, {@code key=value}
 * @param javaOptions of its Java machine, beginning with a hyphen
 */
public record Variant(
    String name, Pipeline pipeline, List<String> settings, List<String> javaOptions) {
  private static final String HEAP = "-Xmx2g";
  private static final List<String> RUN_OPTIONS =
      Arrays.stream(System.getProperty("vigil.run.options", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  /** The pipelines there are. */
  public enum Pipeline {
    PASS_THROUGH(EventForm.JSON),
    DEDUPLICATED(EventForm.JSON),
    TUTORIAL(EventForm.JSON),
    VIGIL_JSON(EventForm.JSON),
    VIGIL_AVRO(EventForm.AVRO);

    private final EventForm form;

    Pipeline(EventForm form) {
      this.form = form;
    }

    /** What it reads. */
    public EventForm form() {
      return form;
    }

    /** Its name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is the application itself. */
    public boolean isVigil() {
      return this == VIGIL_JSON || this == VIGIL_AVRO;
    }
  }

  /**
   * Reads {@code PIPELINE[+SETTING]...}, such as {@code
   * vigil-json+vigil.preset=low-latency+-XX:+UseParallelGC}.
   *
   * @throws IllegalArgumentException if there is no such pipeline
   */
  public static Variant parse(String text) {
    // A plus within a Java option follows a colon.
    List<String> parts = List.of(text.split("(?<!:)\\+"));
    Pipeline pipeline =
        Arrays.stream(Pipeline.values())
            .filter(candidate -> candidate.id().equals(parts.get(0)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no pipeline '%s': there are %s"
                            .formatted(
                                parts.get(0),
                                Arrays.stream(Pipeline.values()).map(Pipeline::id).toList())));
    List<String> more = parts.subList(1, parts.size());
    return new Variant(
        text,
        pipeline,
        more.stream().filter(part -> !part.startsWith("-")).toList(),
        more.stream().filter(part -> part.startsWith("-")).toList());
  }

  /** The settings a Vigil pipeline runs with, {@code key=value}. */
  public List<String> settingsIn(Surroundings around) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "kafka.bootstrap.servers=" + around.bootstrapServers(),
                "registry.url=" + around.registryUrl(),
                "vigil.topics.prefix=" + around.prefix(),
                "vigil.application-id=" + around.applicationId(),
                "vigil.state.dir=" + around.stateDirectory(),
                "vigil.http.port=0",
                "vigil.threads=" + around.threads(),
                "vigil.standby-replicas=0"));
    if (settings.stream().noneMatch(setting -> setting.startsWith("vigil.outputs."))) {
      all.add("vigil.outputs.treatment.purpose=TREAT");
    }
    all.addAll(settings);
    return all;
  }

  /** Starts it in a process of its own. */
  public JavaProcess start(Surroundings around, Path output) throws IOException {
    List<String> options = new ArrayList<>(List.of(HEAP));
    if (pipeline.isVigil() && javaOptions.stream().noneMatch(option -> option.endsWith("GC"))) {
      // As the launcher runs it.
      options.addAll(RUN_OPTIONS);
    }
    options.addAll(javaOptions);
    if (!pipeline.isVigil()) {
      return JavaProcess.start(
          options,
          BaselineMain.class.getName(),
          List.of(
              pipeline.id(),
              around.bootstrapServers(),
              around.prefix(),
              around.applicationId(),
              around.stateDirectory().toString(),
              Integer.toString(around.threads())),
          output);
    }
    List<String> arguments = new ArrayList<>(List.of("run"));
    settingsIn(around).forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return JavaProcess.start(options, Vigil.class.getName(), arguments, output);
  }

  /** Topics of a pipeline that is not Vigil, all with as many partitions as the input. */
  public static List<String> baselineTopics(String prefix) {
    BaselineTopics topics = BaselineTopics.of(prefix);
    return List.of(topics.decisions(), topics.permitted(), topics.alerts(), topics.deadLetters());
  }

  /** The topic of the patients' decisions. */
  public static String decisionsTopic(String prefix) {
    return BaselineTopics.of(prefix).decisions();
  }

  /** Where permitted events are written. */
  public String permittedTopic(String prefix) {
    return pipeline.isVigil()
        ? prefix + "fhir.permitted.treatment"
        : BaselineTopics.of(prefix).permitted();
  }

  /** Where critical results are written; those that write no alerts copy the event. */
  public String alertsTopic(String prefix) {
    return switch (pipeline) {
      case PASS_THROUGH, DEDUPLICATED -> permittedTopic(prefix);
      case TUTORIAL -> BaselineTopics.of(prefix).alerts();
      case VIGIL_JSON, VIGIL_AVRO -> prefix + "clinical.alerts";
    };
  }

  /** Where poison is written. */
  public String deadLettersTopic(String prefix) {
    return pipeline.isVigil() ? prefix + "fhir.dlq" : BaselineTopics.of(prefix).deadLetters();
  }
}
