/** The processes that faults happen to: brokers, registry, instances, and the hosts they run on. */
@NullMarked
package dev.vigil.fault.platform;

import org.jspecify.annotations.NullMarked;
