/** How long the packaged application takes from its process's start to its first record. */
package dev.vigil.bench.start;
