/**
 * Envelope encryption of what outputs hold: AES-256-GCM under data keys, which a {@link
 * dev.vigil.serdes.encryption.KeyService} wraps. {@link
 * dev.vigil.serdes.encryption.ResourceDecryption} is what a consumer needs; the bytes are described
 * in {@code deploy/handbook/encryption.md}, for who decrypts without this jar.
 */
package dev.vigil.serdes.encryption;
