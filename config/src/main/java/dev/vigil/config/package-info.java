/**
 * Typed configuration of Vigil: what can be set ({@link dev.vigil.config.VigilConfig}), how it is
 * read ({@link dev.vigil.config.ConfigLoader}) and how it is shown ({@link
 * dev.vigil.config.Setting}). Knows nothing of Kafka's classes; Kafka's settings pass through as
 * text.
 */
package dev.vigil.config;
