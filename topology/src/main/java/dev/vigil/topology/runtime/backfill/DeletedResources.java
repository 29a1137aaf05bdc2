package dev.vigil.topology.runtime.backfill;

import dev.vigil.serdes.fhir.FhirResource;
import dev.vigil.topology.runtime.ExitCode;
import dev.vigil.topology.runtime.VigilException;
import dev.vigil.topology.runtime.backfill.ChangeEvents.Deletion;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose the resources were that a history tells the deletion of: a deletion has no content, so an
 * earlier version in the same files must say it.
 */
public final class DeletedResources {
  /** Beyond it memory would not do. */
  private static final int MOST = 500_000;

  private static final Pattern URL =
      Pattern.compile(
          "(?:.*/)?(?<type>[A-Z][A-Za-z]{1,63})/(?<id>[A-Za-z0-9.-]{1,64})"
              + "(?:/_history/(?<version>[A-Za-z0-9.-]{1,64}))?");

  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"(?<version>[A-Za-z0-9.-]{1,64})\"");

  /** Patient by resource; empty: not known yet. */
  private final Map<String, String> patients = new HashMap<>();

  private boolean asking;

  /**
   * What an entry of a history deletes.
   *
   * @param url its request's
   * @param etag its response's
   * @param lastModified its response's
   * @return null: the url does not name one resource
   */
  public static @Nullable Deletion deletion(
      @Nullable String url, @Nullable String etag, @Nullable String lastModified) {
    Matcher found = URL.matcher(url == null ? "" : url);
    if (!found.matches()) {
      return null;
    }
    String version = found.group("version");
    Matcher tag = ETAG.matcher(etag == null ? "" : etag);
    if (version == null && tag.matches()) {
      version = tag.group("version");
    }
    return new Deletion(found.group("type"), found.group("id"), version, lastModified);
  }

  /**
   * Notes that a deletion is asked about.
   *
   * @throws VigilException if there are too many
   */
  public void note(Deletion deletion) {
    if (patientOf(deletion) == null) {
      asking = true;
      patients.putIfAbsent(name(deletion.resourceType(), deletion.resourceId()), "");
      if (patients.size() > MOST) {
        throw new VigilException(
            ExitCode.USAGE,
            "The files tell of more than %d deletions: give fewer files at a time".formatted(MOST),
            null);
      }
    }
  }

  /** Whether some patient is not known: the files must be asked. */
  public boolean isAsking() {
    return asking;
  }

  /** Takes what a resource says, if it is one that is asked about. */
  public void learn(FhirResource resource) {
    String id = resource.id();
    String name = id == null ? null : name(resource.resourceType(), id);
    if (name == null || !patients.containsKey(name)) {
      return;
    }
    try {
      patients.put(name, ChangeEvents.patientOf(resource));
    } catch (NoChangeEvent e) {
      // This version does not tell; another may.
    }
  }

  /** Whose the deleted resource was; null: the files do not tell. */
  public @Nullable String patientOf(Deletion deletion) {
    if (deletion.resourceType().equals("Patient")) {
      return deletion.resourceId();
    }
    String known = patients.get(name(deletion.resourceType(), deletion.resourceId()));
    return known == null || known.isEmpty() ? null : known;
  }

  private static String name(String type, String id) {
    return type + "/" + id;
  }
}
