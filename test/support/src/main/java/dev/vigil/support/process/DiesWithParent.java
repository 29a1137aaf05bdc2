package dev.vigil.support.process;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another main class, and halts the JVM as soon as standard input ends.
 *
 * <p>The parent process holds the other end of that pipe and the kernel closes it however the
 * parent ends, {@code kill -9} included. A shutdown hook in the parent would not run then.
 */
public final class DiesWithParent {

  private DiesWithParent() {}

  /** Runs the main class named by the first argument with the other arguments. */
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread watch = new Thread(DiesWithParent::haltAtEndOfInput, "dies-with-parent");
    watch.setDaemon(true);
    watch.start();
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent writes nothing
      }
    } catch (IOException e) {
      System.err.println("Standard input failed: " + e.getMessage());
    }
    Runtime.getRuntime().halt(0);
  }
}
