package dev.vigil.topology.runtime.reconcile;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.client.apache.ApacheRestfulClientFactory;
import ca.uhn.fhir.rest.client.api.IHttpRequest;
import ca.uhn.fhir.rest.client.api.IHttpResponse;
import dev.vigil.serdes.fhir.Hapi;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR R4 server, asked with HAPI's client. It follows no redirect and no link to another host:
 * the credentials that go with each request are for this one. TLS, its keys and proxies are Java's
 * own settings ({@code javax.net.ssl.*}, {@code https.proxyHost}).
 */
public final class FhirServer implements AutoCloseable {
  /** A page may be as large as a Java array of bytes is kept in 512 MB with all else. */
  private static final int MAX_PAGE_BYTES = 64 << 20;

  private static final int ATTEMPTS = 5;

  private final URI base;
  private final Map<String, String> headers;
  private final CloseableHttpClient http;
  private final ApacheRestfulClientFactory clients;
  private final RetryWait retryWait;
  private final LongConsumer sleep;

  /**
   * Asks nothing yet.
   *
   * @param base address, as of {@link #base}
   * @param headers to send with each request, such as Authorization
   * @param timeout how long to wait for a connection, and for bytes
   * @param sleep waits so many nanoseconds
   */
  public FhirServer(
      URI base,
      Map<String, String> headers,
      Duration timeout,
      InstantSource clock,
      LongConsumer sleep) {
    this.base = base;
    this.headers = Map.copyOf(headers);
    this.retryWait = new RetryWait(clock);
    this.sleep = sleep;
    int millis = Math.toIntExact(timeout.toMillis());
    this.http =
        HttpClientBuilder.create()
            .useSystemProperties()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectTimeout(millis)
                    .setConnectionRequestTimeout(millis)
                    .setSocketTimeout(millis)
                    .build())
            .build();
    this.clients = new ApacheRestfulClientFactory(Hapi.r4());
    clients.setHttpClient(http);
  }

  /**
   * The address of a server, as an operator gives it.
   *
   * @throws VigilException if it is none, or holds credentials
   */
  public static URI base(String text, boolean withHeaders) {
    URI base;
    try {
      base = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw usage("is no address: give one such as https://fhir.example.org/r4");
    }
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || base.getHost() == null) {
      throw usage("must begin with https:// or http:// and name a host");
    }
    if (base.getRawUserInfo() != null) {
      throw usage("must hold no credentials: give a header in a file, with --header-file");
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw usage("must end before '?' or '#'");
    }
    if (withHeaders && scheme.equals("http") && !isThisMachine(base.getHost())) {
      throw usage("must begin with https://: --header-file would go over the network in the clear");
    }
    return base;
  }

  private static VigilException usage(String problem) {
    return new VigilException(ExitCode.USAGE, "--fhir-base " + problem, null);
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
  }

  /** The base address. */
  public URI base() {
    return base;
  }

  /**
   * Where a link on a page leads.
   *
   * @throws VigilException if to another host
   */
  URI resolve(String link) {
    URI target;
    try {
      target = URI.create(base + "/").resolve(new URI(link));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw failure("gives a link to the next page that is no address", e);
    }
    if (!origin(target).equals(origin(base))) {
      throw failure(
          "gives a link to the next page on another host, which is not followed: set the server's"
              + " own address to the one given here (in HAPI, hapi.fhir.server_address)",
          null);
    }
    return target;
  }

  private static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    int port = uri.getPort();
    if (port < 0) {
      port = scheme.equals("https") ? 443 : 80;
    }
    return scheme
        + "://"
        + (uri.getRawUserInfo() == null ? "" : "@")
        + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT)
        + ":"
        + port;
  }

  /**
   * Reads what is at an address of this server. A server that is busy or away is asked again, as
   * often and as soon as {@link RetryWait} says.
   *
   * @param otherwise what to say if the server does not know the address
   * @throws VigilException if it does not come
   */
  byte[] get(URI uri, String otherwise) {
    byte[] body = find(uri, otherwise, false);
    if (body == null) {
      throw new IllegalStateException("an absent answer fails");
    }
    return body;
  }

  /** Reads what is at an address, as {@link #get} does; null: the server does not have it. */
  byte @Nullable [] find(URI uri, String otherwise) {
    return find(uri, otherwise, true);
  }

  private byte @Nullable [] find(URI uri, String otherwise, boolean mayBeAbsent) {
    for (int attempt = 1; ; attempt++) {
      Answer answer = ask(uri);
      byte[] body = answer.body();
      if (body != null) {
        return body;
      }
      if (mayBeAbsent && answer.isAbsent()) {
        return null;
      }
      if (attempt == ATTEMPTS || !answer.again()) {
        throw answer.failure(this, otherwise);
      }
      Duration wait = retryWait.after(attempt, answer.retryAfter());
      if (wait == null) {
        throw failure("asks to be left alone for longer than " + RetryWait.LONGEST, null);
      }
      sleep.accept(wait.toNanos());
    }
  }

  private Answer ask(URI uri) {
    IHttpRequest request =
        clients
            .getHttpClient(
                new StringBuilder(uri.toString()), null, null, RequestTypeEnum.GET, List.of())
            .createGetRequest(Hapi.r4(), EncodingEnum.JSON);
    headers.forEach(request::addHeader);
    try {
      IHttpResponse response = request.execute();
      try {
        return read(response);
      } finally {
        response.close();
      }
    } catch (IOException e) {
      return new Answer(null, 0, null, e);
    }
  }

  private Answer read(IHttpResponse response) throws IOException {
    int status = response.getStatus();
    if (status != 200) {
      List<String> retryAfter = response.getHeaders("Retry-After");
      return new Answer(
          null,
          status,
          retryAfter == null || retryAfter.isEmpty() ? null : retryAfter.get(0),
          null);
    }
    try (InputStream in = response.readEntity()) {
      byte[] body = in == null ? new byte[0] : in.readNBytes(MAX_PAGE_BYTES + 1);
      if (body.length > MAX_PAGE_BYTES) {
        throw failure(
            "sends a page of more than "
                + (MAX_PAGE_BYTES >> 20)
                + " MB: ask for fewer resources a page, with --count",
            null);
      }
      return new Answer(body, status, null, null);
    }
  }

  /** What an operator is told; never the address of a page, which may name patients. */
  VigilException failure(String problem, @Nullable Exception cause) {
    return new VigilException(
        ExitCode.FHIR_SERVER, "The FHIR server at " + base + " " + problem, cause);
  }

  /** What came back. */
  // Made here and handed on.
  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(
      byte @Nullable [] body,
      int status,
      @Nullable String retryAfter,
      @Nullable IOException cause) {

    /** Whether another try may help. */
    boolean again() {
      return cause == null
          ? status == 429 || status == 502 || status == 503 || status == 504
          : !(cause instanceof SSLException);
    }

    boolean isAbsent() {
      return switch (status) {
        case 400, 404, 405, 410, 501 -> true;
        default -> false;
      };
    }

    VigilException failure(FhirServer server, String otherwise) {
      if (cause instanceof SSLException) {
        return server.failure(
            "does not agree on TLS: check its certificate and javax.net.ssl.trustStore"
                + " (VIGIL_JAVA_OPTS)",
            cause);
      }
      if (cause != null) {
        return server.failure(
            "cannot be reached, or breaks off (%s): check --fhir-base and the network"
                .formatted(cause.getClass().getSimpleName()),
            cause);
      }
      return switch (status) {
        case 401, 403 ->
            server.failure("refuses access (%d): check --header-file".formatted(status), null);
        case 301, 302, 303, 307, 308 ->
            server.failure(
                "sends elsewhere (%d): give its final address as --fhir-base".formatted(status),
                null);
        case 429, 502, 503, 504 ->
            server.failure("is too busy (%d): try again later".formatted(status), null);
        default -> server.failure("answers %d: %s".formatted(status, otherwise), null);
      };
    }
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      throw failure("did not let go of its connections", e);
    }
  }
}
