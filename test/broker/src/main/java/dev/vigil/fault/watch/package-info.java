/** How long partitions stood still, how far the application fell behind, and when it caught up. */
package dev.vigil.fault.watch;
