package dev.vigil.serdes.avro;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/** A registry on loopback that gives prepared answers and remembers what it was asked. */
final class FakeRegistry implements AutoCloseable {
  /** What is answered: a status and a JSON body. */
  record Answer(int status, String json) {}

  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  // By the number of the request, from 0.
  private volatile IntFunction<Answer> answers;

  FakeRegistry(IntFunction<Answer> answers) throws IOException {
    this.answers = answers;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  static Answer schema(String type, String text) {
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return new Answer(200, "{\"schemaType\":\"" + type + "\",\"schema\":\"" + quoted + "\"}");
  }

  static Answer error(int status, int code) {
    return new Answer(status, "{\"error_code\":" + code + ",\"message\":\"no\"}");
  }

  void answers(Answer answer) {
    answers = request -> answer;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answers.apply(asked.size());
      asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
