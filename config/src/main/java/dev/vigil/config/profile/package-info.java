/** Critical-value profiles: which laboratory values a clinician must learn of at once. */
package dev.vigil.config.profile;
