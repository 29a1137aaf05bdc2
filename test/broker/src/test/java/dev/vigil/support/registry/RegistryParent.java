package dev.vigil.support.registry;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that starts a registry, prints its process id and address, and waits to be killed. */
final class RegistryParent {

  private RegistryParent() {}

  public static void main(String[] args) throws InterruptedException {
    try (RegistryProcess registry = RegistryProcess.start()) {
      System.out.println(registry.pid());
      System.out.println(registry.url());
      boolean unused = new CountDownLatch(1).await(2, TimeUnit.MINUTES);
    }
  }
}
