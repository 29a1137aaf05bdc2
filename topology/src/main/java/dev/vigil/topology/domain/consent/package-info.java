/** Decides by the Consents of a patient what may go to which output, and says why. */
package dev.vigil.topology.domain.consent;
