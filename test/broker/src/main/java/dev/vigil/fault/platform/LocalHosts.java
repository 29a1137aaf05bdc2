package dev.vigil.fault.platform;

/** This machine for all. */
final class LocalHosts implements Hosts {
  @Override
  public Host here() {
    return Host.local();
  }

  @Override
  public Host broker(int number) {
    return Host.local();
  }

  @Override
  public Host instance(int number) {
    return Host.local();
  }

  @Override
  public void cut(Host host) {
    throw new UnsupportedOperationException("all processes share this machine's network");
  }

  @Override
  public void mend(Host host) {
    throw new UnsupportedOperationException("all processes share this machine's network");
  }

  @Override
  public void close() {
    // This machine stays.
  }
}
