package dev.vigil.fault.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All records of some groups. */
final class TokenLists implements TokenSink {
  private final Map<Group, List<String>> lists = new HashMap<>();

  TokenLists(Set<Group> groups) {
    groups.forEach(group -> lists.put(group, new ArrayList<>()));
  }

  @Override
  public void take(Group group, String token) {
    List<String> list = lists.get(group);
    if (list != null) {
      list.add(token);
    }
  }

  List<String> of(Group group) {
    return lists.getOrDefault(group, List.of());
  }
}
