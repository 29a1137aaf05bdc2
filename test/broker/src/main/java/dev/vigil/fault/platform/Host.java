package dev.vigil.fault.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process runs: this machine, or a network namespace of it that stands for another.
 *
 * @param name for reports
 * @param address under which the other hosts reach it
 * @param prefix put before a command line to run it there
 */
public record Host(String name, String address, List<String> prefix) {
  private static final Host LOCAL = new Host("local", "127.0.0.1", List.of());

  /** This machine, reached over its loopback address. */
  public static Host local() {
    return LOCAL;
  }

  /** A command line that runs here. */
  List<String> commandLine(List<String> command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(command);
    return line;
  }
}
