package dev.vigil.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Grafana cannot tell before somebody looks at a dashboard at night. */
class DashboardsTest {
  private static final Pattern LINK = Pattern.compile("^/d/([a-z0-9-]+)\\?");

  /** Words of a description that say what to do or what to think of it, all of which are long. */
  private static final int SHORTEST_DESCRIPTION = 40;

  @Test
  void dashboardsAreWholeAndLeadToEachOther() throws IOException {
    Map<String, JsonNode> dashboards = Dashboards.shipped();
    assertThat(dashboards.keySet())
        .containsExactly(
            "1-service.json",
            "2-consent-and-alerts.json",
            "3-dead-letters-and-audit.json",
            "4-streams-and-rocksdb.json",
            "5-jvm.json");
    Set<String> uids = new TreeSet<>();
    Set<String> linked = new TreeSet<>();
    dashboards.forEach(
        (file, dashboard) -> {
          assertThat(dashboard.get("uid").asText()).isEqualTo("vigil-" + file.replace(".json", ""));
          uids.add(dashboard.get("uid").asText());
          assertThat(dashboard.get("schemaVersion").asInt()).as(file).isEqualTo(41);
          assertThat(dashboard.get("tags").get(0).asText()).isEqualTo("vigil");
          // One way to each of the others, with time and choices kept.
          assertThat(dashboard.get("links").get(0).get("tags").get(0).asText()).isEqualTo("vigil");
          assertThat(dashboard.get("links").get(0).get("includeVars").asBoolean()).isTrue();
          assertThat(dashboard.get("templating").get("list"))
              .extracting(variable -> variable.get("name").asText())
              .containsExactly("datasource", "job", "instance");
          linked.addAll(links(dashboard));
        });
    assertThat(uids).containsAll(linked);
    assertThat(linked).hasSizeGreaterThanOrEqualTo(4);
  }

  private static Set<String> links(JsonNode dashboard) {
    Set<String> links = new HashSet<>();
    for (JsonNode panel : Dashboards.panels(dashboard)) {
      for (JsonNode link : panel.path("links")) {
        Matcher uid = LINK.matcher(link.get("url").asText());
        assertThat(uid.find()).as(link.toString()).isTrue();
        links.add(uid.group(1));
      }
    }
    return links;
  }

  @Test
  void everyPanelSaysWhatItShowsAndAsksForWhatThereIs() throws IOException {
    for (Map.Entry<String, JsonNode> dashboard : Dashboards.shipped().entrySet()) {
      Set<Integer> ids = new HashSet<>();
      dashboard
          .getValue()
          .get("panels")
          .forEach(
              panel -> assertThat(ids.add(panel.get("id").asInt())).as(panel.toString()).isTrue());
      for (JsonNode panel : Dashboards.panels(dashboard.getValue())) {
        String what = dashboard.getKey() + ": " + panel.path("title").asText();
        assertThat(panel.path("title").asText()).as(what).isNotBlank();
        assertThat(panel.path("description").asText().length())
            .as(what)
            .isGreaterThan(SHORTEST_DESCRIPTION);
        assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(what).isNotBlank();
        assertThat(panel.at("/fieldConfig/defaults/thresholds/steps")).as(what).isNotEmpty();
        assertThat(panel.at("/datasource/uid").asText()).as(what).isEqualTo("${datasource}");
        assertThat(panel.get("targets")).as(what).isNotEmpty();
        for (JsonNode target : panel.get("targets")) {
          String query = target.get("expr").asText();
          assertThat(target.at("/datasource/uid").asText()).as(what).isEqualTo("${datasource}");
          assertThat(Selectors.names(query)).as(what).isNotEmpty();
          assertThat(Selectors.undocumented(query)).as(what).isEmpty();
          assertThat(query).as(what).contains("job=~\"$job\"");
        }
      }
    }
  }
}
