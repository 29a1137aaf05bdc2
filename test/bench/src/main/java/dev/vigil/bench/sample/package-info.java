/** Synthetic patients and results that benchmarks of single parts judge. */
package dev.vigil.bench.sample;
