package dev.vigil.topology.cli;

/**
 * A subcommand that another module adds to the binary, found by {@link java.util.ServiceLoader}:
 * the demo and the benchmarks need brokers and sample data that no production jar may carry. The
 * implementing class bears picocli's {@code @Command}.
 */
public interface Subcommand {}
