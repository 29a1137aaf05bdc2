/** The faults, one method each: what is done to the processes, and when it is over. */
@NullMarked
package dev.vigil.fault.catalogue;

import org.jspecify.annotations.NullMarked;
