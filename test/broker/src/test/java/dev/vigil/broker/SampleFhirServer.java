package dev.vigil.broker;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.primitive.InstantDt;
import ca.uhn.fhir.model.valueset.BundleEntryTransactionMethodEnum;
import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Since;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;

/** A FHIR R4 server: HAPI's plain server in Jetty, with a history and paging, in memory. */
final class SampleFhirServer implements AutoCloseable {
  /** What requests must carry. */
  static final String AUTHORIZATION = "Bearer s3cret";

  private static final int LARGEST_PAGE = 50;

  private final FhirContext context = FhirContext.forR4Cached();
  private final List<Resource> versions = new CopyOnWriteArrayList<>();
  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);

  SampleFhirServer() {
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler();
    handler.addServlet(new ServletHolder(new Plain()), "/fhir/*");
    jetty.setHandler(handler);
    LifeCycle.start(jetty);
  }

  String base() {
    return "http://127.0.0.1:" + connector.getLocalPort() + "/fhir";
  }

  /** Stores a version of a resource, as JSON. */
  void put(String json, int version, Instant at) {
    Resource resource = (Resource) context.newJsonParser().parseResource(json);
    resource.setId(resource.getIdElement().withVersion(Integer.toString(version)));
    resource.getMeta().setVersionId(Integer.toString(version)).setLastUpdated(Date.from(at));
    ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(
        resource,
        version == 1
            ? BundleEntryTransactionMethodEnum.POST
            : BundleEntryTransactionMethodEnum.PUT);
    versions.add(resource);
  }

  /** Deletes an Observation. */
  void delete(String id, int version, Instant at) {
    Observation deleted = new Observation();
    deleted.setId(new IdType("Observation", id, Integer.toString(version)));
    deleted.getMeta().setVersionId(Integer.toString(version)).setLastUpdated(Date.from(at));
    ResourceMetadataKeyEnum.DELETED_AT.put(deleted, new InstantDt(Date.from(at)));
    ResourceMetadataKeyEnum.ENTRY_TRANSACTION_METHOD.put(
        deleted, BundleEntryTransactionMethodEnum.DELETE);
    versions.add(deleted);
  }

  private List<IBaseResource> newestFirst() {
    List<Resource> sorted = new ArrayList<>(versions);
    sorted.sort(Comparator.comparing((Resource one) -> one.getMeta().getLastUpdated()).reversed());
    return new ArrayList<>(sorted);
  }

  @Override
  public void close() {
    LifeCycle.stop(jetty);
  }

  /** What HAPI makes a server of. */
  private final class Plain extends RestfulServer {
    private static final long serialVersionUID = 1L;

    Plain() {
      super(context);
    }

    @Override
    protected void initialize() {
      FifoMemoryPagingProvider pages = new FifoMemoryPagingProvider(10);
      pages.setDefaultPageSize(LARGEST_PAGE);
      pages.setMaximumPageSize(LARGEST_PAGE);
      setPagingProvider(pages);
      registerProviders(new WholeHistory(), new Observations());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      if (!AUTHORIZATION.equals(request.getHeader("Authorization"))) {
        response.sendError(AuthenticationException.STATUS_CODE);
        return;
      }
      super.service(request, response);
    }
  }

  /** The history of all types. */
  public final class WholeHistory {
    @History
    public List<IBaseResource> history(@Since InstantType since) {
      return newestFirst().stream()
          .filter(one -> since == null || !updated(one).isBefore(since.getValue().toInstant()))
          .toList();
    }
  }

  /** Observations, by their history and by when they were updated. */
  public final class Observations implements IResourceProvider {
    @Override
    public Class<Observation> getResourceType() {
      return Observation.class;
    }

    @History
    public List<IBaseResource> history(@IdParam IdType id) {
      return newestFirst().stream()
          .filter(
              one ->
                  one instanceof Observation
                      && one.getIdElement().getIdPart().equals(id.getIdPart()))
          .toList();
    }

    @Search
    public List<IBaseResource> search(
        @OptionalParam(name = "_lastUpdated") DateRangeParam range, @Sort SortSpec sort) {
      return newestFirst().stream()
          .filter(
              one ->
                  one instanceof Observation
                      && !isDeleted(one.getIdElement().getIdPart())
                      && !updated(one).isBefore(range.getLowerBoundAsInstant().toInstant())
                      && updated(one).isBefore(range.getUpperBoundAsInstant().toInstant()))
          .toList();
    }
  }

  private boolean isDeleted(String id) {
    return versions.stream()
        .anyMatch(
            one ->
                one.getIdElement().getIdPart().equals(id)
                    && ResourceMetadataKeyEnum.DELETED_AT.get(one) != null);
  }

  private static Instant updated(IBaseResource resource) {
    return ((Resource) resource).getMeta().getLastUpdated().toInstant();
  }
}
