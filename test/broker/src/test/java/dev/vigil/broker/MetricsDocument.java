package dev.vigil.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The handbook's table of metrics, made of what an instance tells. */
final class MetricsDocument {
  /** Given to the build, the table is written instead of compared. */
  static final String WRITE = "-Dmetrics.write=true";

  private static final Path PAGE = Path.of("../../deploy/handbook/metrics.md");
  private static final String BEGIN = "<!-- generated: begin -->\n";
  private static final String END = "<!-- generated: end -->";
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
  private static final Pattern SERIES = Pattern.compile("([a-z0-9_]+)(?:\\{([^}]*)})? .*");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** What every Java process tells besides depends on the Java it runs on. */
  private static final String OURS = "vigil_";

  private final Map<String, Family> families = new TreeMap<>();

  private static final class Family {
    private String help = "";
    private String type = "";
    private final Set<String> labels = new TreeSet<>();
  }

  static MetricsDocument of(String metrics) {
    MetricsDocument document = new MetricsDocument();
    metrics.lines().forEach(document::add);
    return document;
  }

  private void add(String line) {
    Matcher comment = COMMENT.matcher(line);
    if (comment.matches()) {
      Family family = families.computeIfAbsent(comment.group(2), name -> new Family());
      if (comment.group(1).equals("HELP")) {
        family.help = comment.group(3).strip();
      } else {
        family.type = comment.group(3);
      }
      return;
    }
    Matcher series = SERIES.matcher(line);
    if (series.matches() && series.group(2) != null) {
      Family family = families.get(family(series.group(1)));
      Matcher label = LABEL.matcher(series.group(2));
      while (family != null && label.find()) {
        if (!label.group(1).equals("le")) {
          family.labels.add(label.group(1));
        }
      }
    }
  }

  private String family(String series) {
    for (String ending : new String[] {"_bucket", "_count", "_sum"}) {
      String name =
          series.endsWith(ending) ? series.substring(0, series.length() - ending.length()) : series;
      if (families.containsKey(name)) {
        return name;
      }
    }
    return series;
  }

  /** The page, with its table made anew. */
  String text() {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | what it tells |\n|---|---|---|---|\n");
    families.forEach(
        (name, family) -> {
          if (name.startsWith(OURS)) {
            table
                .append("| `")
                .append(name)
                .append("` | ")
                .append(family.type)
                .append(" | ")
                .append(String.join(", ", family.labels))
                .append(" | ")
                .append(family.help.replace("|", "\\|"))
                .append(" |\n");
          }
        });
    String page = read();
    return page.substring(0, page.indexOf(BEGIN) + BEGIN.length())
        + table
        + page.substring(page.indexOf(END));
  }

  void writeIfAsked() {
    if (Boolean.getBoolean("metrics.write")) {
      try {
        Files.writeString(PAGE, text(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String read() {
    try {
      return Files.readString(PAGE, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
