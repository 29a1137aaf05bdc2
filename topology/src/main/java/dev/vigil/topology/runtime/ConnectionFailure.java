package dev.vigil.topology.runtime;

import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/**
 * Which setting is wrong when brokers and this client do not trust each other. Never repeats what a
 * client says of a setting that holds a secret: it quotes pieces of it.
 */
public final class ConnectionFailure {
  private static final Pattern STORE =
      Pattern.compile("Failed to load (?:PEM )?SSL keystore (.+?)(?: of type \\S+)?");

  /** What brokers say of a certificate that is missing, expired, or of an unknown authority. */
  private static final Pattern REFUSED_CERTIFICATE =
      Pattern.compile("alert: \\w*(certificate|unknown_ca)");

  private ConnectionFailure() {}

  /**
   * A line about brokers and a client that refuse each other; empty: it is something else.
   *
   * @param servers addresses of the brokers; empty: not at hand
   */
  public static Optional<String> refusal(String servers, Throwable failure) {
    String brokers = servers.isEmpty() ? "brokers" : "brokers at " + servers;
    for (Throwable cause : chain(failure)) {
      if (cause instanceof SslAuthenticationException) {
        return Optional.of(tls(brokers, cause));
      }
      if (cause instanceof UnsupportedSaslMechanismException) {
        return Optional.of(
            "The %s do not take the mechanism of kafka.sasl.mechanism: %s"
                .formatted(brokers, cause.getMessage()));
      }
      if (cause instanceof IllegalSaslStateException) {
        return Optional.of(
            "The %s do not expect SASL there: check kafka.security.protocol and the port"
                .formatted(brokers));
      }
      if (cause instanceof AuthenticationException) {
        return Optional.of(
            "The %s refuse these credentials: check kafka.sasl.jaas.config and kafka.sasl.mechanism"
                .formatted(brokers));
      }
      if (cause instanceof AuthorizationException) {
        return Optional.of(
            "The %s deny access (%s): vigil topics print --acls lists what must be allowed"
                .formatted(brokers, cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  private static String tls(String brokers, Throwable failure) {
    List<Throwable> chain = chain(failure);
    // What is wrong in particular stands behind what it led to.
    if (chain.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
      return "The certificate of the %s has expired: renew it there".formatted(brokers);
    }
    if (chain.stream().anyMatch(CertificateNotYetValidException.class::isInstance)) {
      return "The certificate of the %s is not valid yet: check the clocks".formatted(brokers);
    }
    if (chain.stream()
        .anyMatch(
            cause ->
                cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException)) {
      return "The certificate of the %s is of no authority that this client trusts: put its authority into kafka.ssl.truststore.location"
          .formatted(brokers);
    }
    for (Throwable cause : chain) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof CertificateException && message.startsWith("No ")) {
        return "The certificate of the %s is for another host: use a name that it has in kafka.bootstrap.servers and in the brokers' advertised.listeners"
            .formatted(brokers);
      }
      if (REFUSED_CERTIFICATE.matcher(message).find()) {
        return "The %s refuse the certificate of this client, or that it has none: check kafka.ssl.keystore.location"
            .formatted(brokers);
      }
      if (message.contains("unrecognized SSL message")) {
        return "The %s do not speak TLS there: check kafka.security.protocol and the port"
            .formatted(brokers);
      }
    }
    return "The TLS handshake with the %s failed: check kafka.security.protocol and kafka.ssl.*"
        .formatted(brokers);
  }

  /**
   * Why a client could not be made of its settings: its keys and certificates, or its login. Empty:
   * it is something else.
   *
   * @param kafka the pass-through settings
   */
  public static Optional<VigilException> settings(Map<String, String> kafka, Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable cause : chain) {
      String message = String.valueOf(cause.getMessage());
      Matcher store = STORE.matcher(message);
      if (store.matches()) {
        return Optional.of(configuration(store(kafka, store.group(1), chain), failure));
      }
      if (message.contains("JAAS config") && cause instanceof IllegalArgumentException) {
        // Not the message: it quotes what it did not understand, which may be a piece of a
        // password.
        return Optional.of(
            configuration(
                kafka.keySet().stream().anyMatch(key -> key.endsWith("sasl.jaas.config"))
                    ? "kafka.sasl.jaas.config cannot be read: write MODULE required NAME=\"VALUE\" …; with every value in quotes, and a semicolon at the end"
                    : "kafka.sasl.jaas.config is not set, which kafka.security.protocol needs",
                null));
      }
      if (cause instanceof LoginException) {
        return Optional.of(
            new VigilException(
                ExitCode.BROKER,
                "This client got no login (%s): check kafka.sasl.jaas.config and kafka.sasl.oauthbearer.*"
                    .formatted(chain.get(chain.size() - 1).getClass().getSimpleName()),
                failure));
      }
      if (cause instanceof ConfigException || cause instanceof InvalidConfigurationException) {
        return Optional.of(configuration("kafka.*: " + message, failure));
      }
    }
    return failure instanceof KafkaException && failure.getCause() != null
        ? Optional.of(
            configuration("kafka.*: " + chain.get(chain.size() - 1).getMessage(), failure))
        : Optional.empty();
  }

  private static String store(Map<String, String> kafka, String path, List<Throwable> chain) {
    String key =
        kafka.entrySet().stream()
            .filter(
                entry -> entry.getKey().endsWith("store.location") && entry.getValue().equals(path))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("ssl.*.location");
    String location = "kafka." + key;
    String password = location.replace(".location", ".password");
    if (chain.stream().anyMatch(NoSuchFileException.class::isInstance)) {
      return "%s: no such file: %s".formatted(location, path);
    }
    if (chain.stream().anyMatch(cause -> String.valueOf(cause.getMessage()).contains("password"))) {
      return "%s does not open %s (%s)".formatted(password, path, location);
    }
    return "%s: %s cannot be read as what %s says it is"
        .formatted(location, path, location.replace(".location", ".type"));
  }

  private static VigilException configuration(String line, @Nullable Throwable cause) {
    return new VigilException(ExitCode.CONFIGURATION, line, cause);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && !chain.contains(cause);
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }
}
