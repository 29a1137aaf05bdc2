/**
 * Units of measure: as laboratories write them, as UCUM knows them, and between mass and amount.
 */
package dev.vigil.config.units;
