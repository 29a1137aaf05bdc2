package dev.vigil.fault.platform;

/** The hosts that processes run on. */
public interface Hosts extends AutoCloseable {
  /** Where the registry and the harness itself are. */
  Host here();

  /** The host of a broker, from 1. */
  Host broker(int number);

  /** The host of an instance, from 1. */
  Host instance(int number);

  /** Takes a host off the network: what it sends is lost, and it hears nothing. */
  void cut(Host host);

  /** Puts it back. */
  void mend(Host host);

  @Override
  void close();

  /** All on this machine; none can be cut off. */
  static Hosts local() {
    return new LocalHosts();
  }
}
