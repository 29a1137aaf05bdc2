package dev.vigil.serdes.avro;

import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which setting is wrong when the registry and its client do not trust each other. */
final class RegistryRefusal {
  private RegistryRefusal() {}

  /** Why a client cannot be made. */
  static String ofSettings(Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable cause : chain) {
      if (cause instanceof NoSuchFileException) {
        return "registry.ssl.truststore.location or registry.ssl.keystore.location: no such file: "
            + cause.getMessage();
      }
      if (String.valueOf(cause.getMessage()).contains("password was incorrect")) {
        return "registry.ssl.truststore.password or registry.ssl.keystore.password does not open its"
            + " file";
      }
    }
    return "the registry client cannot work with registry.ssl.*, registry.basic.auth.* or"
        + " registry.bearer.auth.* as they are ("
        + chain.get(chain.size() - 1).getClass().getSimpleName()
        + ")";
  }

  /** What is wrong with the certificate that the registry shows; empty: that is not it. */
  static Optional<String> ofCertificate(Throwable failure) {
    List<Throwable> chain = chain(failure);
    if (chain.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
      return Optional.of("shows a certificate that has expired: renew it there");
    }
    if (chain.stream()
        .anyMatch(
            cause ->
                cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException)) {
      return Optional.of(
          "shows a certificate of an authority that is not trusted here: put its authority into"
              + " registry.ssl.truststore.location");
    }
    if (chain.stream().anyMatch(CertificateException.class::isInstance)) {
      return Optional.of(
          "shows a certificate that is not for this host, or not valid now: use a name that it has"
              + " in registry.url");
    }
    return Optional.empty();
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
