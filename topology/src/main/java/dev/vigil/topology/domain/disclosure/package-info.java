/** What of a patient's went where: an accounting, made of audit records alone. */
package dev.vigil.topology.domain.disclosure;
