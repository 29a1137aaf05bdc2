package dev.vigil.bench.workload;

/**
 * What must come of a workload: how many records of each kind, and the sum of what {@link #mixed}
 * makes of their numbers, so that a lost and a doubled one do not cancel out.
 *
 * @param all every result
 * @param distinct every result once
 * @param permitted results of patients who permit, once, poison left out
 * @param critical those of them that are critical
 * @param poison what cannot be read
 * @param consents Consents before the results
 */
public record Expected(
    Sum all, Sum distinct, Sum permitted, Sum critical, Sum poison, long consents) {
  /** How many, and the sum of their mixed numbers. */
  public record Sum(long count, long sum) {
    private static final Sum NONE = new Sum(0, 0);

    /** Of nothing. */
    public static Sum none() {
      return NONE;
    }

    /** One more. */
    public Sum plus(int number) {
      return new Sum(count + 1, sum + mixed(number));
    }
  }

  /** Goes through a workload without making its texts. */
  public static Expected of(Workload workload) {
    return of(workload, workload.size());
  }

  /** The same for the first results of a workload. */
  public static Expected of(Workload workload, int size) {
    Sum all = Sum.none();
    Sum distinct = Sum.none();
    Sum permitted = Sum.none();
    Sum critical = Sum.none();
    Sum poison = Sum.none();
    for (int number = 0; number < size; number++) {
      Kind kind = workload.kind(number);
      all = all.plus(workload.original(number));
      if (kind == Kind.DUPLICATE) {
        continue;
      }
      distinct = distinct.plus(number);
      if (kind == Kind.POISON) {
        poison = poison.plus(number);
      } else if (!workload.denies(workload.patientOf(number))) {
        permitted = permitted.plus(number);
        critical = kind == Kind.CRITICAL ? critical.plus(number) : critical;
      }
    }
    return new Expected(all, distinct, permitted, critical, poison, workload.patients());
  }

  /** A number spread over 64 bits. */
  public static long mixed(int number) {
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 32)) * 0xD6E8FEB86659FD93L;
    return z ^ (z >>> 32);
  }
}
