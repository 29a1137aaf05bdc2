/** Whether the packaged application keeps within the memory of a container, and what takes it. */
@NullMarked
package dev.vigil.bench.container;

import org.jspecify.annotations.NullMarked;
