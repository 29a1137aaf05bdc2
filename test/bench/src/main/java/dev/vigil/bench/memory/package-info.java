/** What state takes of Java's heap. */
package dev.vigil.bench.memory;
