/** Which critical-value profile is in force when profiles come from a topic. */
package dev.vigil.topology.domain.profile;
