/** What is known of a patient, and how a record changes it. */
package dev.vigil.topology.domain.patient;
