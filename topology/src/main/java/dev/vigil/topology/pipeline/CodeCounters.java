package dev.vigil.topology.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One counter for each value of a tag, made when the value is first met, and one from the start:
 * who reads metrics finds every name there, with nothing counted yet. Only for codes that stand in
 * this build: a tag of unbounded values would fill memory, here and where metrics are kept. Safe
 * for several threads.
 */
final class CodeCounters {
  private final Map<String, Counter> byCode = new ConcurrentHashMap<>();
  private final Function<String, Counter> register;

  /**
   * Nothing counted yet.
   *
   * @param first the code whose counter is there from the start
   */
  CodeCounters(
      MeterRegistry registry,
      String name,
      String description,
      String tag,
      String first,
      Tags furtherTags) {
    this.register =
        code ->
            Counter.builder(name)
                .description(description)
                .tag(tag, code)
                .tags(furtherTags)
                .register(registry);
    byCode.put(first, register.apply(first));
  }

  void count(String code) {
    Counter counter = byCode.get(code);
    if (counter == null) {
      counter = byCode.computeIfAbsent(code, register);
    }
    counter.increment();
  }
}
