package dev.vigil.fault.verdict;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what is written with what must be: by checksum first; what differs is read a second time
 * and named.
 *
 * @param groups how many groups were compared
 * @param written how many records were read, by output
 * @param differing how many groups differ
 * @param differences the first of them
 */
public record Comparison(
    int groups, Map<Output, Long> written, int differing, List<Difference> differences) {
  private static final int NAMED = 12;
  private static final Comparator<Group> ORDER =
      Comparator.comparing(Group::output)
          .thenComparing(Group::partition)
          .thenComparing(Group::patient);

  /** Compares. */
  public static Comparison of(TokenSource expected, TokenSource written) {
    Checksums must = new Checksums();
    expected.tell(must);
    Checksums is = new Checksums();
    written.tell(is);
    Set<Group> all = new TreeSet<>(ORDER);
    all.addAll(must.sums().keySet());
    all.addAll(is.sums().keySet());
    List<Group> differing =
        all.stream()
            .filter(group -> !Objects.equals(must.sums().get(group), is.sums().get(group)))
            .toList();
    return new Comparison(
        all.size(), counts(is), differing.size(), differences(expected, written, differing));
  }

  /** Some of each output, so that many of one kind hide no other. */
  private static List<Difference> differences(
      TokenSource expected, TokenSource written, List<Group> differing) {
    if (differing.isEmpty()) {
      return List.of();
    }
    Map<Output, List<Group>> byOutput =
        differing.stream()
            .collect(Collectors.groupingBy(Group::output, LinkedHashMap::new, Collectors.toList()));
    Set<Group> named =
        byOutput.values().stream()
            .flatMap(groups -> groups.stream().limit(NAMED))
            .collect(Collectors.toSet());
    TokenLists must = new TokenLists(named);
    expected.tell(must);
    TokenLists is = new TokenLists(named);
    written.tell(is);
    return named.stream()
        .sorted(ORDER)
        .map(group -> Difference.of(group, must.of(group), is.of(group)))
        .toList();
  }

  private static Map<Output, Long> counts(Checksums sums) {
    Map<Output, Long> counts = new TreeMap<>();
    Stream.of(Output.values()).forEach(output -> counts.put(output, 0L));
    sums.sums()
        .forEach((group, sum) -> counts.merge(group.output(), (long) sum.count(), Long::sum));
    return counts;
  }
}
