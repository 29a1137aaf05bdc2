/** Which of two versions of a resource is the newer one. */
package dev.vigil.topology.domain.order;
