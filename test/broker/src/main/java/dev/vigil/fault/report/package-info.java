/** What came of the faults, for a page and for programs. */
@NullMarked
package dev.vigil.fault.report;

import org.jspecify.annotations.NullMarked;
