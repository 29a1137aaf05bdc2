package dev.vigil.topology.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigil.config.ConfigLoader;
import dev.vigil.config.VigilConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets an answer by HTTP, and who does not. */
class HttpAccessTest {
  private static final String TOKEN = "a-token-of-24-characters";

  private static final Map<String, Page> PAGES =
      Map.of(
          "/livez", accept -> Answer.text(200, "alive"),
          "/status", accept -> Answer.text(200, "well"),
          "/broken",
              accept -> {
                throw new IllegalStateException("patient p1");
              });

  @Test
  void withoutATokenWhoeverIsOnTheMachineMayAsk() throws Exception {
    try (HttpEndpoint endpoint = HttpEndpoint.start(config(), PAGES)) {
      assertThat(get(endpoint, "/status").body()).isEqualTo("well\n");
      assertThat(get(endpoint, "/status").headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
      assertThat(get(endpoint, "/elsewhere").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void withATokenOnlyProbesGoWithoutIt() throws Exception {
    try (HttpEndpoint endpoint = HttpEndpoint.start(config("vigil.http.token=" + TOKEN), PAGES)) {
      assertThat(get(endpoint, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(endpoint, "/status").statusCode()).isEqualTo(401);
      assertThat(get(endpoint, "/elsewhere").statusCode()).isEqualTo(401);
      assertThat(get(endpoint, "/status", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(get(endpoint, "/status", "Bearer " + TOKEN + "x").statusCode()).isEqualTo(401);
      assertThat(get(endpoint, "/status", "Basic " + basic("any:" + TOKEN)).statusCode())
          .isEqualTo(200);
      assertThat(get(endpoint, "/status", "Basic " + basic(TOKEN + ":")).statusCode())
          .isEqualTo(401);
      assertThat(get(endpoint, "/status", "Basic *").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aPageElsewhereCannotAskByANameOfItsOwn() throws Exception {
    try (HttpEndpoint endpoint = HttpEndpoint.start(config(), PAGES)) {
      assertThat(raw(endpoint, "GET /status HTTP/1.1\r\nHost: evil.example\r\n"))
          .startsWith("HTTP/1.1 421");
      assertThat(raw(endpoint, "GET /status HTTP/1.1\r\nHost: LOCALHOST:9464\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(raw(endpoint, "GET /status HTTP/1.1\r\nHost: [::1]:9464\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(raw(endpoint, "POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
          .startsWith("HTTP/1.1 405");
    }
  }

  @Test
  void aPageThatFailsTellsNothingOfWhatItHad() throws Exception {
    try (HttpEndpoint endpoint = HttpEndpoint.start(config(), PAGES)) {
      HttpResponse<String> answer = get(endpoint, "/broken");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("p1");
    }
  }

  @Test
  void aPortInUseIsRefusedWithWhatToDo() throws Exception {
    try (HttpEndpoint first = HttpEndpoint.start(config(), PAGES)) {
      int port = URI.create(first.url()).getPort();
      assertThatThrownBy(() -> HttpEndpoint.start(config("vigil.http.port=" + port), PAGES))
          .isInstanceOf(CannotAnswerException.class)
          .hasMessageContaining("vigil.http.port")
          .hasMessageContaining("" + port);
    }
  }

  @Test
  void answersByHttpsWithACertificate(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("instance.p12");
    certificate(file);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    try (HttpEndpoint endpoint =
        HttpEndpoint.start(
            config("vigil.http.keystore.location=" + file, "vigil.http.keystore.password=changeit"),
            PAGES)) {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(tls)
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(endpoint.url() + "/status")).build(),
                  BodyHandlers.ofString());
      assertThat(endpoint.url()).startsWith("https://");
      assertThat(answer.body()).isEqualTo("well\n");
    }
    assertThatThrownBy(
            () ->
                HttpEndpoint.start(
                    config(
                        "vigil.http.keystore.location=" + file,
                        "vigil.http.keystore.password=wrong-one"),
                    PAGES))
        .hasMessageContaining("vigil.http.keystore.password")
        .hasMessageNotContaining("wrong-one");
  }

  private static void certificate(Path file) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "instance",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static VigilConfig.Http config(String... more) {
    List<String> settings = new ArrayList<>(List.of("vigil.http.port=0"));
    settings.addAll(List.of(more));
    return new ConfigLoader(Map.of()).load(null, settings).vigil().http();
  }

  private static HttpResponse<String> get(HttpEndpoint endpoint, String path, String... access)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.url() + path));
    for (String authorization : access) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private static String basic(String credentials) {
    return Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static String raw(HttpEndpoint endpoint, String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(endpoint.url()).getPort())) {
      socket
          .getOutputStream()
          .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
