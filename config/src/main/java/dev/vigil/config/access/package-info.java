/** Who must be allowed what in a cluster that checks, in code once. */
package dev.vigil.config.access;
