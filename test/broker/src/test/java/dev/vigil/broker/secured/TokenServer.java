package dev.vigil.broker.secured;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

/** Gives tokens for client credentials, and the keys to check them by. */
public final class TokenServer implements AutoCloseable {
  public static final String AUDIENCE = "kafka";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final HttpServer server;
  private final KeyPair keys;
  private final String clientSecret;

  /**
   * Opens it.
   *
   * @param clientSecret of every client; its id becomes the subject of the token
   */
  TokenServer(String clientSecret) throws IOException, GeneralSecurityException {
    this.clientSecret = clientSecret;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    this.keys = generator.generateKeyPair();
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/keys", exchange -> answer(exchange, 200, jwks()));
    server.createContext("/token", this::token);
    server.start();
  }

  public String keysUrl() {
    return url() + "/keys";
  }

  public String tokenUrl() {
    return url() + "/token";
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"one\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private void token(HttpExchange exchange) throws IOException {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    String[] client =
        shown == null
            ? new String[0]
            : new String(Base64.getDecoder().decode(shown.replace("Basic ", "")), UTF_8).split(":");
    if (client.length != 2 || !client[1].equals(clientSecret)) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    long now = InstantSource.system().millis() / 1000;
    String content =
        "%s.%s"
            .formatted(
                encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}"),
                encoded(
                    "{\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"scope\":\"kafka\"}"
                        .formatted(client[0], AUDIENCE, now, now + 600)));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content.getBytes(UTF_8));
      answer(
          exchange,
          200,
          "{\"access_token\":\"%s.%s\",\"token_type\":\"Bearer\",\"expires_in\":600}"
              .formatted(content, BASE64.encodeToString(signature.sign())));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
