package dev.vigil.bench.report;

/** What is measured of a pipeline: the last part of a measurement's name. */
public enum Figure {
  THROUGHPUT("throughput", "events/s", Better.HIGHER),
  CPU("cpu", "s per million", Better.LOWER),
  BROKER_CPU("broker-cpu", "s per million", Better.LOWER),
  MEMORY("memory", "MB", Better.LOWER),
  WHOLE("whole", "s", Better.LOWER),
  P50("p50", "ms", Better.LOWER),
  P99("p99", "ms", Better.LOWER),
  P999("p999", "ms", Better.LOWER);

  private final String id;
  private final String unit;
  private final Better better;

  Figure(String id, String unit, Better better) {
    this.id = id;
    this.unit = unit;
    this.better = better;
  }

  /** Its name, in files too. */
  public String id() {
    return id;
  }

  String unit() {
    return unit;
  }

  Better better() {
    return better;
  }

  /** The name of its measurement of a subject. */
  public String of(String subject) {
    return subject + "/" + id;
  }
}
