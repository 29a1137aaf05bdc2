/** Who acknowledged an alert, and when it is escalated because nobody did. */
package dev.vigil.topology.domain.escalation;
