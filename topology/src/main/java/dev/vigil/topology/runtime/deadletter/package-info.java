/** What stands in the dead-letter topic and the parking topic, for commands. */
package dev.vigil.topology.runtime.deadletter;
