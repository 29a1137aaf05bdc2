package dev.vigil.operator.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Chromium without a window and with one page, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  /** Where Debian puts it. */
  static final String PROGRAM = "/usr/bin/chromium";

  private static final int PATIENCE_SECONDS = 30;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Reader()).join();
  }

  /**
   * Starts one.
   *
   * @param profile an empty directory of its own
   */
  static Browser start(Path profile) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                PROGRAM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-proxy-server",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean started = false;
    try {
      Browser browser = new Browser(process, page(port(process, profile)));
      browser.ask("Page.enable", Map.of());
      browser.ask("Runtime.enable", Map.of());
      browser.ask("Network.enable", Map.of());
      browser.ask("Log.enable", Map.of());
      started = true;
      return browser;
    } finally {
      if (!started) {
        end(process);
      }
    }
  }

  private static String port(Process process, Path profile)
      throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      if (Files.exists(file) && Files.readAllLines(file).size() > 1) {
        return Files.readAllLines(file).get(0);
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(PROGRAM + " ended with " + process.exitValue());
      }
    }
    throw new IllegalStateException(PROGRAM + " does not start");
  }

  private static URI page(String port) throws IOException, InterruptedException {
    JsonNode targets =
        MAPPER.readTree(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build(),
                    BodyHandlers.ofString())
                .body());
    for (JsonNode target : targets) {
      if (target.get("type").asText().equals("page")) {
        return URI.create(target.get("webSocketDebuggerUrl").asText());
      }
    }
    throw new IllegalStateException("the browser has no page: " + targets);
  }

  /** Goes to an address, until its page is there. */
  void open(String url) {
    ask("Page.navigate", Map.of("url", url));
    evaluate(
        """
        new Promise(done => {
          const look = () => location.href !== 'about:blank' && document.readyState === 'complete'
            ? done() : setTimeout(look, 20);
          look();
        })""");
  }

  /** What JavaScript gives in the page; promises are waited for. */
  JsonNode evaluate(String script) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    return answer.path("result").path("value");
  }

  /** As {@link #evaluate}, as text. */
  String text(String script) {
    return evaluate(script).asText();
  }

  /**
   * How large the page's window is.
   *
   * @param width in pixels of CSS, as {@code height}
   */
  void size(int width, int height) {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Which colours and how much motion the user prefers. */
  void prefers(String colours, String motion) {
    ask(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", colours),
                Map.of("name", "prefers-reduced-motion", "value", motion))));
  }

  /** The tabulator key. */
  void tab() {
    Map<String, Object> key = Map.of("key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9);
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event = MAPPER.valueToTree(key);
      event.put("type", type);
      ask("Input.dispatchKeyEvent", event);
    }
  }

  /**
   * The page as it is seen from its top on, as PNG.
   *
   * @param height in pixels
   */
  byte[] picture(int height) {
    int width = evaluate("innerWidth").asInt();
    return Base64.getDecoder()
        .decode(
            ask(
                    "Page.captureScreenshot",
                    Map.of(
                        "format",
                        "png",
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)))
                .get("data")
                .asText());
  }

  /** Addresses that the page asked for. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** What the browser complained of: scripts that failed, what its policy refused. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonNode ask(String method, Object parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      socket
          .sendText(
              MAPPER.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
              true)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at " + method, e);
    } catch (ExecutionException | TimeoutException | IOException e) {
      throw new IllegalStateException("the browser does not do " + method, e);
    }
  }

  private void received(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = asked.remove(message.get("id").asInt());
      if (answer == null) {
        return;
      }
      if (message.has("error")) {
        answer.completeExceptionally(new IOException(message.get("error").toString()));
      } else {
        answer.complete(message.get("result"));
      }
      return;
    }
    JsonNode parameters = message.path("params");
    switch (message.path("method").asText()) {
      case "Network.requestWillBeSent" ->
          requests.add(parameters.path("request").path("url").asText());
      case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
      case "Log.entryAdded" -> {
        JsonNode entry = parameters.path("entry");
        // An instance that is away is what the page is to cope with.
        if (!entry.path("source").asText().equals("network")) {
          complaints.add(entry.toString());
        }
      }
      default -> {}
    }
  }

  @Override
  public void close() {
    socket.abort();
    end(process);
  }

  private static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Puts messages together from their parts. */
  private final class Reader implements WebSocket.Listener {
    private final StringBuilder begun = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      begun.append(part);
      if (last) {
        String whole = begun.toString();
        begun.setLength(0);
        try {
          received(MAPPER.readTree(whole));
        } catch (IOException e) {
          complaints.add("what DevTools said is no JSON");
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
