/** What a large state costs: restoring it, keeping it, and working with it. */
@NullMarked
package dev.vigil.bench.state;

import org.jspecify.annotations.NullMarked;
