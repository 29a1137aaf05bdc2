/** How the log is written: for people or for programs, and without what records hold. */
package dev.vigil.topology.cli.log;
