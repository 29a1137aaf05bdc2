/** The pipelines that are compared, Vigil among them. */
@NullMarked
package dev.vigil.bench.variant;

import org.jspecify.annotations.NullMarked;
