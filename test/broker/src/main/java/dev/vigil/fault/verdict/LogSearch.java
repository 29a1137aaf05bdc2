package dev.vigil.fault.verdict;

import dev.vigil.fault.ledger.PatientEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks through what instances wrote for what identifies the patients of a run. */
final class LogSearch {
  /** As it stands alone, or as ids of resources begin. */
  private static final Pattern PATIENT = Pattern.compile("(?<![0-9A-Za-z])p[0-9]{4,}(?![0-9])");

  private final Set<String> patients;
  private final String birthDate;

  LogSearch(PatientEvents events) {
    this.patients = events.patientIds();
    this.birthDate = PatientEvents.BIRTH_DATE;
  }

  /**
   * Where something was found, one line each; none: nothing was.
   *
   * @param logs what instances logged and printed, errors included
   */
  List<String> findings(List<Path> logs) {
    List<String> findings = new ArrayList<>();
    for (Path log : logs) {
      int number = 0;
      // What a killed process wrote last may be half a character.
      for (String line : new String(bytes(log), StandardCharsets.ISO_8859_1).split("\n", -1)) {
        number++;
        if (names(line)) {
          findings.add("%s, line %d".formatted(log.getFileName(), number));
        }
      }
    }
    return findings;
  }

  private boolean names(String line) {
    if (line.contains(birthDate)) {
      return true;
    }
    Matcher found = PATIENT.matcher(line);
    while (found.find()) {
      if (patients.contains(found.group())) {
        return true;
      }
    }
    return false;
  }

  private static byte[] bytes(Path log) {
    try {
      return Files.readAllBytes(log);
    } catch (IOException e) {
      throw new UncheckedIOException("A log that is to be looked through cannot be read", e);
    }
  }
}
