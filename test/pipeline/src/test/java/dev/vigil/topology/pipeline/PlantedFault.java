package dev.vigil.topology.pipeline;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A step with a defect, for as long as a test wants it. */
final class PlantedFault implements Step {
  private final Step step;
  private final BooleanSupplier before;
  private final Predicate<Judgement> after;

  private PlantedFault(Step step, BooleanSupplier before, Predicate<Judgement> after) {
    this.step = step;
    this.before = before;
    this.after = after;
  }

  /** Fails before it has done anything. */
  static Step before(Step step, BooleanSupplier broken) {
    return new PlantedFault(step, broken, judgement -> false);
  }

  /** Fails when it has completed its part. */
  static Step after(Step step, Predicate<Judgement> broken) {
    return new PlantedFault(step, () -> false, broken);
  }

  @Override
  public String name() {
    return step.name();
  }

  @Override
  public boolean appliesTo(Judgement judgement) {
    return step.appliesTo(judgement);
  }

  @Override
  public void complete(Judgement judgement) {
    fail(before.getAsBoolean());
    step.complete(judgement);
    fail(after.test(judgement));
  }

  private static void fail(boolean now) {
    if (now) {
      throw new IllegalStateException("planted: Patient/p1 must not be quoted");
    }
  }
}
