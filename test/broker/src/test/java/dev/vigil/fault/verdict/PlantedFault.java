package dev.vigil.fault.verdict;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/** Shows what another source tells with one fault in it. */
final class PlantedFault {
  private final TokenSource source;

  PlantedFault(TokenSource source) {
    this.source = source;
  }

  /** The record of an output with an index is lost. */
  TokenSource lose(Output output, int index) {
    return at(output, index, (group, sink) -> {});
  }

  /** It is there twice. */
  TokenSource repeat(Output output, int index) {
    return at(
        output,
        index,
        (record, sink) -> {
          sink.take(record.group(), record.token());
          sink.take(record.group(), record.token());
        });
  }

  /** Another that nothing caused is there, too. */
  TokenSource add(Output output, int index, String token) {
    return at(
        output,
        index,
        (record, sink) -> {
          sink.take(record.group(), record.token());
          sink.take(record.group(), token);
        });
  }

  /** It is there after the next one of its group. */
  TokenSource swap(Output output, int index) {
    return sink -> {
      Deque<Told> held = new ArrayDeque<>();
      source.tell(
          new TokenSink() {
            private int count;

            @Override
            public void take(Group group, String token) {
              if (group.output() == output && count++ == index) {
                held.add(new Told(group, token));
                return;
              }
              sink.take(group, token);
              Told late = held.peek();
              if (late != null && late.group().equals(group)) {
                sink.take(group, held.remove().token());
              }
            }
          });
      held.forEach(late -> sink.take(late.group(), late.token()));
    };
  }

  private record Told(Group group, String token) {}

  private TokenSource at(Output output, int index, BiConsumer<Told, TokenSink> instead) {
    return sink ->
        source.tell(
            new TokenSink() {
              private int count;

              @Override
              public void take(Group group, String token) {
                if (group.output() == output && count++ == index) {
                  instead.accept(new Told(group, token), sink);
                } else {
                  sink.take(group, token);
                }
              }
            });
  }
}
