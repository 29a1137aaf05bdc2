package dev.vigil.topology.runtime.http;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may ask. */
final class Access {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  /** A web page elsewhere may make a browser ask this machine, but under a name of its own. */
  private static final Set<String> LOOPBACK_NAMES =
      Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final byte @Nullable [] token;
  private final boolean onLoopback;

  /**
   * Lets in by a token.
   *
   * @param address listened at
   */
  Access(Optional<String> token, InetAddress address) {
    this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    this.onLoopback = address.isLoopbackAddress();
  }

  /** Why a request is refused; null: it is not. */
  @Nullable Answer refusal(HttpExchange exchange, boolean isOpen) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Answer.text(405, "only GET and HEAD").with("Allow", "GET, HEAD");
    }
    if (onLoopback && !isNameOfLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.text(421, "this instance answers as localhost only; see vigil.http.host");
    }
    if (isOpen
        || token == null
        || isToken(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return null;
    }
    return Answer.text(401, "send the token of vigil.http.token")
        .with("WWW-Authenticate", "Basic realm=\"vigil\", charset=\"UTF-8\"");
  }

  private static boolean isNameOfLoopback(@Nullable String host) {
    if (host == null) {
      // Only HTTP/1.0 comes without; browsers do not speak it.
      return true;
    }
    int port = host.lastIndexOf(':');
    String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    return LOOPBACK_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  private boolean isToken(@Nullable String authorization) {
    if (authorization == null) {
      return false;
    }
    String scheme = authorization.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BEARER)) {
      return isToken(
          authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
    if (scheme.startsWith(BASIC)) {
      return isToken(password(authorization.substring(BASIC.length()).strip()));
    }
    return false;
  }

  private static byte[] password(String credentials) {
    try {
      String plain = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      return plain.substring(plain.indexOf(':') + 1).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** In a time that does not tell how much of it is right. */
  private boolean isToken(byte[] given) {
    return MessageDigest.isEqual(given, token);
  }
}
