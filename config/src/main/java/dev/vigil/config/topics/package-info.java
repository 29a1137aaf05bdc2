/** The catalogue of all topics and state stores, in code once. */
package dev.vigil.config.topics;
