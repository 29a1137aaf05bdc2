package dev.vigil.serdes.avro;

import dev.vigil.serdes.avro.WireFormat.SchemaId;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry, through Confluent's client: what producers wrote with, and the ids that
 * outputs are written with. Safe for several threads.
 */
public final class Registry implements WriterSchemas, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
  private static final int CACHED_SCHEMAS = 1_000;
  private static final int CACHED_UNKNOWN_IDS = 10_000;
  private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

  /** Nobody registers a schema and replays within it; a flood of replays asks once in it. */
  private static final Duration UNKNOWN_FOR_REPLAYS = Duration.ofSeconds(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SchemaRegistryClient client;
  private final String url;
  private final boolean autoRegister;
  private final Duration patience;
  private final InstantSource clock;
  // Ids the registry does not have, and when it said so: a flood of poison must not become a flood
  // of requests.
  private final Map<Integer, Long> unknownAt =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
          return size() > CACHED_UNKNOWN_IDS;
        }
      };

  /**
   * Connects lazily.
   *
   * @param settings settings of Confluent's client, {@code schema.registry.url} among them
   * @param patience how long an unreachable registry is asked again, before {@link
   *     RegistryUnavailableException}
   * @param clock for the age of what is cached
   * @throws RegistryUnavailableException if the client cannot be made of the settings
   */
  public Registry(Map<String, String> settings, Duration patience, InstantSource clock) {
    String urls = settings.getOrDefault("schema.registry.url", "");
    // Messages and logs must not show credentials that stand in the URL.
    this.url = urls.replaceAll("//[^/@,]*@", "//");
    this.autoRegister = !"false".equals(settings.get("auto.register.schemas"));
    this.patience = patience;
    this.clock = clock;
    Map<String, String> clientSettings = new HashMap<>(settings);
    // Patience is counted here, in one place; the client's own retries would come on top of it.
    clientSettings.putIfAbsent(SchemaRegistryClientConfig.MAX_RETRIES_CONFIG, "0");
    // A registry that is half dead takes the connection and never answers: the client would wait
    // for a minute.
    String timeout = Long.toString(Math.min(10_000, Math.max(200, patience.toMillis() / 3)));
    clientSettings.putIfAbsent(SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS, timeout);
    clientSettings.putIfAbsent(SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS, timeout);
    this.client = client(List.of(urls.split(",")), clientSettings);
  }

  private static SchemaRegistryClient client(List<String> urls, Map<String, String> settings) {
    try {
      return new CachedSchemaRegistryClient(
          urls, CACHED_SCHEMAS, List.of(new AvroSchemaProvider()), settings, Map.of());
    } catch (RuntimeException e) {
      throw new RegistryUnavailableException(RegistryRefusal.ofSettings(e), e);
    }
  }

  @Override
  public Schema byId(int id) throws UnknownSchemaException {
    return byId(id, UNKNOWN_FOR);
  }

  @Override
  public Schema byIdAnew(int id) throws UnknownSchemaException {
    return byId(id, UNKNOWN_FOR_REPLAYS);
  }

  private Schema byId(int id, Duration unknownFor) throws UnknownSchemaException {
    // By when it was asked: what is registered while it answers is not in the answer.
    long now = clock.millis();
    synchronized (unknownAt) {
      Long at = unknownAt.get(id);
      if (at != null && now < at + unknownFor.toMillis()) {
        throw new UnknownSchemaException(id);
      }
    }
    try {
      ParsedSchema schema = ask(() -> client.getSchemaById(id));
      if (schema.rawSchema() instanceof Schema avro) {
        return avro;
      }
    } catch (RestClientException e) {
      LOG.debug("schema id {} is not in the registry", id);
    }
    synchronized (unknownAt) {
      unknownAt.put(id, now);
    }
    throw new UnknownSchemaException(id);
  }

  /**
   * The id to write records of a topic with: registered, or only looked up if {@code
   * auto.register.schemas} is false.
   *
   * @throws RegistryUnavailableException if the registry cannot be reached or refuses
   */
  public SchemaId idForTopic(String topic, Schema schema) {
    String subject = topic + "-value";
    AvroSchema parsed = new AvroSchema(schema);
    try {
      return new SchemaId(
          ask(
              () ->
                  autoRegister ? client.register(subject, parsed) : client.getId(subject, parsed)));
    } catch (RestClientException e) {
      throw new RegistryUnavailableException(
          "the registry at "
              + url
              + (autoRegister ? " refuses the schema of " : " does not have the schema of ")
              + subject
              + " (HTTP "
              + e.getStatus()
              + ", code "
              + e.getErrorCode()
              + ")",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  /**
   * Whether the registry did answer, with a schema of another kind (Protobuf, JSON): a record that
   * names it is at fault, not the registry. Confluent's client tells the two apart by text only.
   */
  private static boolean isAboutSchema(Exception e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return String.valueOf(innermost.getMessage()).startsWith("Invalid schema");
  }

  private interface Question<T> {
    T ask() throws IOException, RestClientException;
  }

  /** Asks until there is an answer or patience ends; an answer of 4xx is an answer. */
  private <T> T ask(Question<T> question) throws RestClientException {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE.toMillis();
    while (true) {
      Exception failure;
      try {
        return question.ask();
      } catch (RestClientException e) {
        if (e.getStatus() == 401 || e.getStatus() == 403) {
          throw new RegistryUnavailableException(
              "the registry at "
                  + url
                  + " refuses access (HTTP "
                  + e.getStatus()
                  + "): check registry.basic.auth.* or registry.bearer.auth.*",
              e);
        }
        if (e.getStatus() / 100 == 4 && e.getStatus() != 408 && e.getStatus() != 429) {
          throw e;
        }
        failure = e;
      } catch (IOException | RuntimeException e) {
        if (isAboutSchema(e)) {
          throw new RestClientException("not a readable Avro schema", 422, 42201);
        }
        if (e instanceof RuntimeException defect) {
          throw defect;
        }
        // Who is not trusted now is not trusted in a second either.
        Optional<String> distrust = RegistryRefusal.ofCertificate(e);
        if (distrust.isPresent()) {
          throw new RegistryUnavailableException(
              "the registry at " + url + " " + distrust.get(), e);
        }
        failure = e;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new RegistryUnavailableException(
            "the registry at "
                + url
                + " cannot be reached within "
                + patience
                + ": check registry.url",
            failure);
      }
      LOG.warn("the registry at {} does not answer; asking again in {} ms", url, pause);
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(pause, left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RegistryUnavailableException("interrupted while asking the registry", e);
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE.toMillis());
    }
  }
}
