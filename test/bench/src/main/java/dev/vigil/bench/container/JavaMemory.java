package dev.vigil.bench.container;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.vigil.support.process.JavaProcess;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.Set;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into a running application: what its Java and its RocksDB say they have. */
final class JavaMemory implements AutoCloseable {
  private static final String CACHE = "block-cache-usage";
  private static final String UNFLUSHED = "size-all-mem-tables";
  private static final String READERS = "estimate-table-readers-mem";

  private final JMXConnector connector;
  private final MBeanServerConnection server;

  private JavaMemory(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
  }

  /**
   * What takes memory, in bytes.
   *
   * @param heap of Java's heap, what it has of the system
   * @param heapUsed of that, objects, dead ones included
   * @param code classes, compiled code and the like
   * @param buffers outside the heap, of sockets and files
   * @param rocksDb what all stores have of their bound: cache, filters, indexes, unflushed writes
   * @param unflushed of that, unflushed writes
   * @param readers what RocksDB keeps of open files beside its bound
   * @param threads Java's threads
   */
  record Sample(
      long heap,
      long heapUsed,
      long code,
      long buffers,
      long rocksDb,
      long unflushed,
      long readers,
      int threads) {}

  /**
   * Connects to a process, which must be a Java process by now: the request would end any other.
   */
  // The address comes from the process that was started here, not from outside.
  @SuppressWarnings("BanJNDI")
  static JavaMemory of(JavaProcess process) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
      String address;
      try {
        address = machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
      return new JavaMemory(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    } catch (AttachNotSupportedException e) {
      throw new IOException("the application's Java cannot be looked into", e);
    }
  }

  /** What it has now; nothing if it ends meanwhile. */
  Optional<Sample> sample() {
    try {
      MemoryMXBean memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
      long buffers =
          ManagementFactory.getPlatformMXBeans(server, BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum();
      long[] stores = stores();
      return Optional.of(
          new Sample(
              memory.getHeapMemoryUsage().getCommitted(),
              memory.getHeapMemoryUsage().getUsed(),
              memory.getNonHeapMemoryUsage().getCommitted(),
              buffers,
              stores[0],
              stores[1],
              stores[2],
              ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class).getThreadCount()));
    } catch (IOException | JMException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Of all stores: the cache that they share, unflushed writes, readers of open files. */
  private long[] stores() throws IOException, JMException {
    long[] sums = new long[3];
    Set<ObjectName> names =
        server.queryNames(new ObjectName("kafka.streams:type=stream-state-metrics,*"), null);
    for (ObjectName name : names) {
      for (Attribute figure :
          server.getAttributes(name, new String[] {CACHE, UNFLUSHED, READERS}).asList()) {
        long value = ((Number) figure.getValue()).longValue();
        switch (figure.getName()) {
          // One for all: each tells the whole of it.
          case CACHE -> sums[0] = Math.max(sums[0], value);
          case UNFLUSHED -> sums[1] += value;
          default -> sums[2] += value;
        }
      }
    }
    return sums;
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The application has ended: there is nothing to close.
    }
  }
}
