/** What changed between two results. */
package dev.vigil.bench.compare;
