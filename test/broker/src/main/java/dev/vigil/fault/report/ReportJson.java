package dev.vigil.fault.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigil.fault.trial.TrialResult;
import dev.vigil.fault.watch.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results for programs. */
public final class ReportJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  /**
   * Writes a file with all results.
   *
   * @param about of the whole run, such as its date, by name
   */
  public static void write(Path file, List<About> about, List<TrialResult> results)
      throws IOException {
    ObjectNode root = MAPPER.createObjectNode();
    about.forEach(fact -> root.put(fact.name(), fact.value()));
    ArrayNode trials = root.putArray("trials");
    results.forEach(result -> trials.add(trial(result)));
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
  }

  /** Something about the whole run. */
  public record About(String name, String value) {}

  private static ObjectNode trial(TrialResult result) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("name", result.name());
    node.put("end", result.end().name().toLowerCase(Locale.ROOT));
    if (!result.reason().isEmpty()) {
      node.put("reason", result.reason());
    }
    result.verdict().ifPresent(verdict -> node.put("records", verdict.inputs()));
    ArrayNode faults = node.putArray("faults");
    result
        .recoveries()
        .forEach(
            (fault, recovery) -> {
              ObjectNode one = faults.addObject();
              one.put("fault", fault);
              put(one, recovery);
            });
    ObjectNode exits = node.putObject("exits");
    result.exits().forEach((instance, codes) -> codes.forEach(exits.withArray(instance)::add));
    ArrayNode details = node.putArray("findings");
    ReportTable.details(result).forEach(details::add);
    node.put("seconds", seconds(result.took()));
    return node;
  }

  private static void put(ObjectNode node, Recovery recovery) {
    put(node, "firstRecordAfterSeconds", recovery.takeover());
    put(node, "longestIdleSeconds", recovery.idle());
    node.put("lagBefore", recovery.lagBefore());
    node.put("mostLag", recovery.maxLag());
    put(node, "workedOffAfterSeconds", recovery.workedOff());
  }

  private static void put(ObjectNode node, String name, @Nullable Duration duration) {
    if (duration != null) {
      node.put(name, seconds(duration));
    }
  }

  private static double seconds(Duration duration) {
    return Math.round(duration.toMillis() / 100.0) / 10.0;
  }
}
