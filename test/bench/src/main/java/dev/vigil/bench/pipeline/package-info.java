/** Whole pipelines against a broker: how much they take, how soon they answer. */
@NullMarked
package dev.vigil.bench.pipeline;

import org.jspecify.annotations.NullMarked;
