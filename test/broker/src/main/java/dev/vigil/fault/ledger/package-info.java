/** What is sent while things break, and a ledger of what the brokers acknowledged of it. */
package dev.vigil.fault.ledger;
