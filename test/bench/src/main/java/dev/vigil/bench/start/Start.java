package dev.vigil.bench.start;

import java.time.Duration;

/**
 * What one start took, from the start of its process.
 *
 * @param started until it said that it has started
 * @param firstRecord until the first audit record could be read
 * @param firstConsent until that of a Consent could
 * @param cpu processor time until the first audit record
 * @param peakBytes most memory until the Consent's
 */
record Start(
    Duration started, Duration firstRecord, Duration firstConsent, Duration cpu, long peakBytes) {}
