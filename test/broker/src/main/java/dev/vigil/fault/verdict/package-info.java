/**
 * Whether the guarantees held: what must have been written, reckoned from what was sent by code
 * that shares nothing with the application, against what was written.
 */
package dev.vigil.fault.verdict;
