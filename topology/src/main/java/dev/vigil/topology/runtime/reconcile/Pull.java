package dev.vigil.topology.runtime.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import dev.vigil.serdes.event.JsonFault;
import dev.vigil.serdes.fhir.ContentHash;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a FHIR server says changed in a span of time: read page by page, as often as it is asked
 * for, because it is not kept.
 */
public final class Pull {
  private static final int MOST_PAGES = 200_000;

  private final FhirServer server;
  private final Span span;
  private final JsonFactory bounded;
  private final int maxResourceBytes;

  /** How the server is asked. */
  public enum Via {
    /** By its history: all versions and deletions. */
    HISTORY,
    /**
     * By searches over meta.lastUpdated: what there is now, without earlier versions and deletions.
     */
    LAST_UPDATED
  }

  /**
   * What is asked for.
   *
   * @param types FHIR types; empty: all, which only a history can tell
   * @param since from when on
   * @param until the first time that is not meant any more
   * @param count resources a page
   */
  public record Span(Via via, List<String> types, Instant since, Instant until, int count) {}

  /**
   * Reads nothing yet.
   *
   * @param bounded refuses resources that are too deep
   */
  public Pull(FhirServer server, Span span, JsonFactory bounded, int maxResourceBytes) {
    this.server = server;
    this.span = span;
    this.bounded = bounded;
    this.maxResourceBytes = maxResourceBytes;
  }

  /** The span. */
  public Span span() {
    return span;
  }

  /**
   * Reads all pages.
   *
   * @param read told of each page how many entries it had
   */
  void read(PageVisitor visitor, LongConsumer read) {
    PageVisitor within = new Within(visitor);
    Set<ContentHash> visited = new HashSet<>();
    for (String first : firstPages()) {
      URI page = URI.create(first);
      boolean begun = false;
      while (page != null) {
        if (visited.size() == MOST_PAGES) {
          throw server.failure("has more than " + MOST_PAGES + " pages: raise --count", null);
        }
        if (!visited.add(ContentHash.ofTexts(page.toString()))) {
          throw server.failure(
              "gives links to next pages that go in a circle: nothing was compared", null);
        }
        page = readPage(page, begun, visited.size(), within, read);
        begun = true;
      }
    }
  }

  /** Gives the next page. */
  private @Nullable URI readPage(
      URI uri, boolean begun, int number, PageVisitor visitor, LongConsumer read) {
    byte[] json = server.get(uri, begun ? expired() : unknown());
    BundlePage page = new BundlePage(json, bounded, maxResourceBytes);
    try {
      page.read(visitor);
    } catch (IOException e) {
      throw server.failure(
          "sends as page %d what is no whole Bundle (%s)"
              .formatted(number, JsonFault.of(e).reason().code()),
          null);
    }
    if (!page.isOfType(span.via() == Via.HISTORY ? "history" : "searchset")) {
      throw server.failure("answers with another kind of Bundle: " + unknown(), null);
    }
    read.accept(page.entries());
    String next = page.next();
    return next == null ? null : server.resolve(next);
  }

  private String unknown() {
    return span.via() == Via.HISTORY
        ? "see whether it has _history for these --types; if not, use --via last-updated"
        : "see whether it has these --types and searches by _lastUpdated";
  }

  private static String expired() {
    return "the pages may have been dropped while they were read; run again, with a larger --count";
  }

  private List<String> firstPages() {
    String from = encoded(span.since().toString());
    if (span.via() == Via.HISTORY) {
      String query = "_history?_since=" + from + "&_count=" + span.count();
      return span.types().isEmpty()
          ? List.of(server.base() + "/" + query)
          : span.types().stream().map(type -> server.base() + "/" + type + "/" + query).toList();
    }
    String query =
        "?_lastUpdated=ge%s&_lastUpdated=lt%s&_sort=_lastUpdated&_count=%d"
            .formatted(from, encoded(span.until().toString()), span.count());
    return span.types().stream().map(type -> server.base() + "/" + type + query).toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * The last version before a deletion that says whose a resource was.
   *
   * @return empty: the server does not tell
   */
  String patientBefore(ServerChange deletion, PatientOf patientOf) {
    if (deletion.type().equals("Patient")) {
      return deletion.id();
    }
    URI uri =
        URI.create(
            "%s/%s/%s/_history?_count=%d"
                .formatted(server.base(), deletion.type(), deletion.id(), span.count()));
    String[] patient = {""};
    byte[] history = server.find(uri, unknown());
    if (history == null) {
      return "";
    }
    BundlePage page = new BundlePage(history, bounded, maxResourceBytes);
    try {
      page.read(
          new PageVisitor() {
            @Override
            public void change(ServerChange change) {
              // Newest first.
              if (patient[0].isEmpty() && !change.deleted()) {
                patient[0] = patientOf.patient(change);
              }
            }

            @Override
            public void unreadable(@Nullable String type, @Nullable String id, String fault) {
              // Says nothing of a patient.
            }
          });
    } catch (IOException e) {
      return "";
    }
    return patient[0];
  }

  /** Whose a resource is. */
  interface PatientOf {
    /** Empty: it does not say. */
    String patient(ServerChange change);
  }

  /** Only what is in the span, whatever else a server gives. */
  private final class Within implements PageVisitor {
    private final PageVisitor visitor;

    Within(PageVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public void change(ServerChange change) {
      Instant at = change.lastUpdated();
      boolean meant = at == null || (!at.isBefore(span.since()) && at.isBefore(span.until()));
      if (meant && (span.types().isEmpty() || span.types().contains(change.type()))) {
        visitor.change(change);
      }
    }

    @Override
    public void unreadable(@Nullable String type, @Nullable String id, String fault) {
      visitor.unreadable(type, id, fault);
    }
  }
}
