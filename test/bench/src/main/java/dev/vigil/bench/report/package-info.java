/** What benchmarks leave behind: results in a file, and charts. */
package dev.vigil.bench.report;
