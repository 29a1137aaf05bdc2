/** How many records may fail before an instance stops. */
package dev.vigil.topology.domain.budget;
