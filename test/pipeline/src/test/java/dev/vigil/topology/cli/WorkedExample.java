package dev.vigil.topology.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An example on a page of the handbook: {@code ```json NAME} blocks are files NAME.json, {@code
 * ```csv NAME} blocks NAME.csv, and a {@code ```console} block behind them is a command that reads
 * them, with all that it prints. {@code ```txt NAME} is NAME.txt. Files are there for every command
 * under the same heading and those below it.
 *
 * @param heading under which it stands
 * @param line of the command in the page, from 1
 * @param files content by name
 * @param command without the leading {@code $}
 * @param printed lines
 */
record WorkedExample(
    String heading, int line, Map<String, String> files, String command, List<String> printed) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern FILE = Pattern.compile("```(json|csv|txt) (\\S+)");

  /**
   * The examples whose command starts as given, perhaps with the launcher's directory before it;
   * other console blocks are for the reader.
   */
  static List<WorkedExample> of(Path page, String start) throws IOException {
    List<WorkedExample> examples = new ArrayList<>();
    Map<String, String> files = new HashMap<>();
    Map<String, Integer> levels = new HashMap<>();
    String heading = "";
    int level = 0;
    List<String> lines = Files.readAllLines(page);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        heading = line.replaceFirst("^#+ *", "");
        int of = line.indexOf(' ');
        level = of;
        levels.values().removeIf(under -> under >= of);
        files.keySet().retainAll(levels.keySet());
      }
      if (!line.startsWith("```")) {
        continue;
      }
      int from = i + 1;
      for (i = from; i < lines.size() && !lines.get(i).equals("```"); i++) {
        // The block's own lines.
      }
      if (i == lines.size()) {
        throw new IOException("the block of line " + from + " is not closed");
      }
      List<String> block = List.copyOf(lines.subList(from, i));
      Matcher file = FILE.matcher(line);
      if (file.matches()) {
        String name = file.group(2) + "." + file.group(1);
        files.put(name, String.join("\n", block));
        levels.put(name, level);
      } else if (line.equals("```console")
          && !block.isEmpty()
          && block.get(0).matches("\\$ (deploy/)?" + Pattern.quote(start) + ".*")) {
        String command = block.get(0).substring(2);
        examples.add(
            new WorkedExample(
                heading, from + 1, Map.copyOf(files), command, block.subList(1, block.size())));
      }
    }
    return examples;
  }

  /** The command's arguments, the program's name left out, files in a directory. */
  String[] arguments(Path directory) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      String text = word.group().replaceAll("^(['\"])(.*)\\1$", "$2");
      words.add(files.containsKey(text) ? directory.resolve(text).toString() : text);
    }
    return words.subList(1, words.size()).toArray(String[]::new);
  }
}
