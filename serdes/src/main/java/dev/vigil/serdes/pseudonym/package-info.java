/**
 * Change events for an output that must not learn who the patient is: ids become pseudonyms, and of
 * a resource stays what is known to be safe.
 */
package dev.vigil.serdes.pseudonym;
