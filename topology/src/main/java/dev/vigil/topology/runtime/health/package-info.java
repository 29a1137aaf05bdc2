/** What an instance knows of its own condition, and how it is found out. */
package dev.vigil.topology.runtime.health;
