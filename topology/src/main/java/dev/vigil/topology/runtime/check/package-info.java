/** What the pipeline would say to a producer's events, found out without a broker. */
package dev.vigil.topology.runtime.check;
