/** What commands read and print: settings, FHIR in files, JSON. */
package dev.vigil.topology.cli.io;
