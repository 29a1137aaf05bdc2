package dev.vigil.config.profile;

import dev.vigil.config.profile.ProfileException.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with one file: every fault, up to a bound that a person still reads. */
final class ProfileFaults {
  private static final int MAX_FAULTS = 200;
  private static final int MAX_SHOWN = 60;

  private static final Pattern NOT_SEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final String file;
  private final List<Fault> faults = new ArrayList<>();
  private int more;

  ProfileFaults(String file) {
    this.file = file;
  }

  void add(int line, String message) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(new Fault(file, line, message));
    } else {
      more++;
    }
  }

  int count() {
    return faults.size() + more;
  }

  /** Ends the loading if there was any. */
  void raise() throws ProfileException {
    if (faults.isEmpty()) {
      return;
    }
    faults.sort(Comparator.comparingInt(Fault::line));
    if (more > 0) {
      int last = faults.get(faults.size() - 1).line();
      faults.add(new Fault(file, last, "and " + more + " more faults, not shown"));
    }
    throw new ProfileException(faults);
  }

  /** Whether a person sees every character: no control, no turned reading direction. */
  static boolean isSeen(String text) {
    return !NOT_SEEN.matcher(text).find();
  }

  /** Text of the file as a message may quote it. */
  static String shown(String text) {
    String seen = NOT_SEEN.matcher(text).replaceAll("?");
    return "'" + (seen.length() <= MAX_SHOWN ? seen : seen.substring(0, MAX_SHOWN) + "…") + "'";
  }
}
