package dev.vigil.broker.secured;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority, and certificates of it: for a server at 127.0.0.1, for a client, and one that has
 * expired. Made by the JDK's keytool.
 */
public final class Certificates {
  public static final String PASSWORD = "store-secret-41";

  private final Path directory;
  private final Path all;

  /** Makes them. */
  Certificates(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.all = directory.resolve("all.p12");
    generate("authority", "-ext", "bc:c", "-validity", "30");
    generate("server", "-signer", "authority", "-ext", "san=ip:127.0.0.1", "-validity", "30");
    generate("client", "-signer", "authority", "-validity", "30");
    generate(
        "expired",
        "-signer",
        "authority",
        "-ext",
        "san=ip:127.0.0.1",
        "-startdate",
        "-10d",
        "-validity",
        "1");
  }

  private void generate(String name, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-genkeypair"));
    command.addAll(List.of("-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-keystore", all.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool made no certificate " + name + ": " + said);
    }
  }

  /** A store with a key and its certificates. */
  public Path keyStore(String name) throws IOException, GeneralSecurityException {
    KeyStore from = load(all);
    Key key = from.getKey(name, PASSWORD.toCharArray());
    KeyStore store = empty();
    store.setKeyEntry(name, key, PASSWORD.toCharArray(), from.getCertificateChain(name));
    return save(store, name + "-key.p12");
  }

  /** A store with a certificate that is trusted. */
  public Path trustStore(String name) throws IOException, GeneralSecurityException {
    Certificate certificate = load(all).getCertificate(name);
    KeyStore store = empty();
    store.setCertificateEntry(name, certificate);
    return save(store, "trust-" + name + ".p12");
  }

  /** What a server needs to show a certificate. */
  public SSLContext server(String name) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(keyStore(name)), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path save(KeyStore store, String name) throws IOException, GeneralSecurityException {
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }
}
