/** Trying faults: a platform, traffic, the fault, the verdict. */
@NullMarked
package dev.vigil.fault.trial;

import org.jspecify.annotations.NullMarked;
