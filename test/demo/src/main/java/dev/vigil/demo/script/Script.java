package dev.vigil.demo.script;

import dev.vigil.demo.events.EventWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Records with known answers: consents, revocations, corrections, duplicates, versions out of
 * order, poison, critical values and values just below. Times are relative to the start. The seed
 * shuffles the patients' stories into each other; each story keeps its order.
 */
public final class Script {
  /** The header that carries a scripted record's name to every output. */
  public static final String HEADER = "demo-record";

  private final List<ScriptedRecord> records;

  private Script(List<ScriptedRecord> records) {
    this.records = List.copyOf(records);
  }

  /**
   * The script.
   *
   * @param start when the demo begins
   * @param partitions of the input topic, at least 2
   */
  public static Script of(Instant start, long seed, int partitions, EventWriter writer) {
    List<Story> stories = new ArrayList<>();
    Stories told =
        patient -> {
          Story story = new Story(patient, start, writer);
          stories.add(story);
          return story;
        };
    CriticalValueStories.tell(told);
    AlertStories.tell(told);
    ConsentStories.tell(told);
    OrderStories.tell(told);
    PoisonStories.tell(told, partitions);
    return new Script(shuffled(stories, new Random(seed)));
  }

  /** In the order in which they are to be sent. */
  public List<ScriptedRecord> records() {
    return records;
  }

  /** Begins the story of a patient. */
  interface Stories {
    Story of(String patientId);
  }

  private static List<ScriptedRecord> shuffled(List<Story> stories, Random random) {
    List<List<ScriptedRecord>> rest = new ArrayList<>();
    stories.forEach(story -> rest.add(new ArrayList<>(story.records())));
    List<ScriptedRecord> shuffled = new ArrayList<>();
    while (!rest.isEmpty()) {
      int lot = random.nextInt(rest.size());
      List<ScriptedRecord> story = rest.get(lot);
      shuffled.add(story.remove(0));
      if (story.isEmpty()) {
        rest.remove(lot);
      }
    }
    return shuffled;
  }
}
