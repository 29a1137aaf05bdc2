package dev.vigil.fault.ledger;

import dev.vigil.fault.ledger.PatientLife.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stream of events: patients' lives, mixed; with exact resends, ids that were used before for
 * something else, and damaged records. The same options give the same stream.
 */
public final class PatientEvents {
  /** Of every patient. */
  public static final String BIRTH_DATE = "1957-03-01";

  private static final int RESENT = 70;
  private static final int OTHERS_ID = 10;
  private static final int CUT = 15;
  private static final int RECENT = 20;

  private final EventOptions options;
  private final SplittableRandom random;
  private final PatientLife[] lives;
  private final List<List<Integer>> ofPatients = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private boolean over;

  public PatientEvents(EventOptions options) {
    this.options = options;
    this.random = new SplittableRandom(options.seed());
    this.lives = new PatientLife[options.patients()];
    for (int patient = 0; patient < lives.length; patient++) {
      lives[patient] = new PatientLife(patient, random.split());
      ofPatients.add(new ArrayList<>());
    }
  }

  /** The options. */
  public EventOptions options() {
    return options;
  }

  /** Ids of all patients, whether anything was sent of them or not. */
  public Set<String> patientIds() {
    return IntStream.range(0, options.patients())
        .mapToObj(Event::patientId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The next event. */
  public synchronized Event next() {
    int number = events.size();
    int patient = random.nextInt(100) < options.hotShare() ? 0 : random.nextInt(options.patients());
    List<Integer> before = ofPatients.get(patient);
    Event event = next(number, patient, before);
    before.add(number);
    events.add(event);
    return event;
  }

  /** An event that was made before, by its number. */
  public synchronized Event event(int number) {
    return events.get(number);
  }

  /** How many were made. */
  public synchronized int count() {
    return events.size();
  }

  private Event next(int number, int patient, List<Integer> before) {
    if (options.limitEvery() > 0 && number % options.limitEvery() == options.limitEvery() - 1) {
      over = !over;
      return event(
          number,
          number,
          patient,
          lives[patient].result(),
          Form.FLAT,
          over ? Damage.OVER_LIMIT : Damage.AT_LIMIT);
    }
    int lot = random.nextInt(1_000);
    if (lot < RESENT && before.size() > 2) {
      return resend(number, events.get(earlier(before)));
    }
    lot -= RESENT;
    if (lot >= 0 && lot < OTHERS_ID && before.size() > 2) {
      int identity = events.get(earlier(before)).identity();
      return event(number, identity, patient, lives[patient].result(), Form.FLAT, Damage.NONE);
    }
    lot -= OTHERS_ID;
    if (lot >= 0 && lot < CUT) {
      Form form = random.nextBoolean() ? Form.FLAT : Form.CLOUD_EVENT;
      return event(number, number, patient, lives[patient].result(), form, Damage.CUT);
    }
    lot -= CUT;
    Step step = lives[patient].next();
    Damage damage = lot >= 0 && lot < options.misplacedPerMille() ? Damage.MISPLACED : Damage.NONE;
    return event(number, number, patient, step, form(step.content()), damage);
  }

  /** Mostly one of the last ones, sometimes one of long ago. */
  private int earlier(List<Integer> before) {
    int reach = random.nextInt(3) == 0 ? before.size() : Math.min(RECENT, before.size());
    return before.get(before.size() - 1 - random.nextInt(reach));
  }

  /** The same once more; in which form it comes makes no difference to what it is. */
  private Event resend(int number, Event of) {
    Form form = of.damage() == Damage.NONE ? form(of.content()) : of.form();
    return new Event(
        number,
        of.identity(),
        of.patient(),
        of.kind(),
        of.resource(),
        of.version(),
        of.content(),
        form,
        of.damage());
  }

  private static Event event(
      int number, int identity, int patient, Step step, Form form, Damage damage) {
    return new Event(
        number,
        identity,
        patient,
        step.kind(),
        step.resource(),
        step.version(),
        step.content(),
        form,
        damage);
  }

  /** A CloudEvent without data has no version. */
  private Form form(Content content) {
    int lot = random.nextInt(100);
    if (lot < options.avroShare()) {
      return Form.AVRO;
    }
    return lot < 2 * options.avroShare() && !content.isBare() ? Form.CLOUD_EVENT : Form.FLAT;
  }
}
