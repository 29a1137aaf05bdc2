package dev.vigil.topology.runtime.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.vigil.config.VigilConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers by HTTP, apart from all that processes records: a slow reader holds nothing up. */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

  private static final int THREADS = 4;

  /** Requests that wait for a thread; more are turned away by closing the connection. */
  private static final int WAITING = 32;

  /** Connections that have asked nothing yet; the system refuses more. */
  private static final int BACKLOG = 32;

  /** An orchestrator asks these without a secret; they say nothing that needs one. */
  private static final Set<String> OPEN = Set.of("/livez", "/readyz");

  /** Nothing here comes from elsewhere, and nobody else may frame or sniff it. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy",
              "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
                  + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'");

  static {
    // Seconds. Without them a connection that sends or reads nothing holds a thread for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
    System.setProperty("jdk.httpserver.maxConnections", "256");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor executor;
  private final boolean isSecure;

  private HttpEndpoint(HttpServer server, ThreadPoolExecutor executor, boolean isSecure) {
    this.server = server;
    this.executor = executor;
    this.isSecure = isSecure;
  }

  /**
   * Listens from now on.
   *
   * @param pages by path
   * @throws CannotAnswerException if the address cannot be listened at, or the certificate cannot
   *     be read
   */
  public static HttpEndpoint start(VigilConfig.Http config, Map<String, Page> pages)
      throws CannotAnswerException {
    InetSocketAddress address = new InetSocketAddress(address(config.host()), config.port());
    @Nullable SSLContext tls = tls(config);
    HttpServer server;
    try {
      if (tls == null) {
        server = HttpServer.create(address, BACKLOG);
      } else {
        HttpsServer secure = HttpsServer.create(address, BACKLOG);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
    } catch (IOException e) {
      throw new CannotAnswerException(
          "Cannot listen at %s:%d (%s): choose another vigil.http.port, 0 for any that is free, or set vigil.http.enabled=false"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    Access access = new Access(config.token(), address.getAddress());
    ThreadPoolExecutor executor = executor();
    server.setExecutor(executor);
    server.createContext("/", exchange -> handle(exchange, access, pages));
    server.start();
    HttpEndpoint endpoint = new HttpEndpoint(server, executor, tls != null);
    LOG.info("Answering at {}: {}", endpoint.url(), String.join(", ", pages.keySet()));
    if (config.token().isEmpty() && !address.getAddress().isLoopbackAddress()) {
      LOG.warn("Whoever reaches {} may read it: set vigil.http.token", endpoint.url());
    }
    return endpoint;
  }

  private static InetAddress address(String host) throws CannotAnswerException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CannotAnswerException(
          "vigil.http.host: '%s' is no address here".formatted(host), e);
    }
  }

  private static @Nullable SSLContext tls(VigilConfig.Http config) throws CannotAnswerException {
    Path file = config.keystore().location().orElse(null);
    if (file == null) {
      return null;
    }
    char[] password = config.keystore().password().orElse("").toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CannotAnswerException(
          "vigil.http.keystore.location: cannot use %s (%s): it must be a PKCS#12 file with a key, opened by vigil.http.keystore.password"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private static ThreadPoolExecutor executor() {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "vigil-http-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static void handle(HttpExchange exchange, Access access, Map<String, Page> pages)
      throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Answer answer = access.refusal(exchange, OPEN.contains(path));
      if (answer == null) {
        Page page = pages.get(path);
        answer =
            page == null
                ? Answer.text(404, "there are: " + String.join(" ", pages.keySet()))
                : answer(page, exchange);
      }
      send(exchange, answer);
    }
  }

  private static Answer answer(Page page, HttpExchange exchange) {
    try {
      return page.answer(exchange.getRequestHeaders().getFirst("Accept"));
    } catch (RuntimeException e) {
      LOG.warn("A page cannot be made: {}", e.getClass().getName());
      LOG.debug("The page at {}", exchange.getRequestURI().getPath(), e);
      return Answer.text(500, "a defect of Vigil: the log says more with --verbose");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    HEADERS.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Where it answers, without a path. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "%s://%s:%d"
        .formatted(
            isSecure ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
