/** Spans of what an instance does, for OpenTelemetry; what they say are codes, never content. */
package dev.vigil.topology.runtime.tracing;
