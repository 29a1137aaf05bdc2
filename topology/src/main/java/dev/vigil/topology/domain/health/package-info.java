/** Whether an instance works, how far it is behind, and what is the likely cause. */
package dev.vigil.topology.domain.health;
