/** The processes of a benchmark, and what they take. */
@NullMarked
package dev.vigil.bench.process;

import org.jspecify.annotations.NullMarked;
