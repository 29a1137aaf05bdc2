/** What benchmarks feed: a deterministic stream of change events, and what must come of it. */
@NullMarked
package dev.vigil.bench.workload;

import org.jspecify.annotations.NullMarked;
