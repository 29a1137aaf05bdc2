/** Benchmarks of single parts, with JMH. */
package dev.vigil.bench.jmh;
