package dev.vigil.demo;

/** Shows how far the demo is. */
interface View extends AutoCloseable {
  /** Shows the state of things now. */
  void show(Progress progress);

  @Override
  void close();
}
