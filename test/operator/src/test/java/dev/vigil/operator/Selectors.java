package dev.vigil.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query asks for. */
final class Selectors {
  private static final Path PAGE = Path.of("../../deploy/handbook/metrics.md");
  private static final Pattern SELECTOR =
      Pattern.compile(
          "\\b((?:vigil_|jvm_|process_|system_|job:|instance:)[a-z0-9_:]+|up|ALERTS)\\b"
              + "(\\{[^}]*})?");
  private static final Pattern DOCUMENTED = Pattern.compile("`([a-z_]+[a-z0-9]\\*?|[a-z_]+_\\*)`");

  private Selectors() {}

  /** All of a query, with what they match. */
  static Set<String> of(String query) {
    return find(query, 0);
  }

  /** The names in a query. */
  static Set<String> names(String query) {
    return find(query, 1);
  }

  private static Set<String> find(String query, int group) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = SELECTOR.matcher(query);
    while (matcher.find()) {
      found.add(matcher.group(group));
    }
    return found;
  }

  /** Names of a query that the handbook's page of metrics has not, nor the rules record. */
  static Set<String> undocumented(String query) throws IOException {
    Set<String> documented = new TreeSet<>(Set.of("up", "ALERTS"));
    Matcher matcher = DOCUMENTED.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      documented.add(matcher.group(1));
    }
    for (Rule rule : Rule.shipped()) {
      documented.add(rule.name());
    }
    Set<String> unknown = names(query);
    unknown.removeIf(
        name -> {
          String family = name.replaceAll("_(bucket|count|sum)$", "");
          return documented.contains(name)
              || documented.contains(family)
              || documented.stream()
                  .filter(one -> one.endsWith("*"))
                  .anyMatch(one -> name.startsWith(one.substring(0, one.length() - 1)));
        });
    return unknown;
  }
}
