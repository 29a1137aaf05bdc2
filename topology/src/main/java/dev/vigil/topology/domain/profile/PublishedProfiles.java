package dev.vigil.topology.domain.profile;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.config.profile.ProfileException;
import dev.vigil.config.profile.ProfileHash;
import dev.vigil.config.profile.ProfileLoader;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import dev.vigil.topology.domain.profile.ProfileFault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which critical-value profile is in force, from the records of {@code clinical.profiles}
 * in their order: profiles under the SHA-256 of their bytes, and {@code active}, which names one.
 *
 * <p>In force is the first of these that is valid:
 *
 * <ol>
 *   <li>the profile that {@code active} names;
 *   <li>those that were in force since reading began, the last one first: reading begins anew with
 *       every start, with what compaction left;
 *   <li>all that are in the topic, the one written last first: publishing writes the profile and
 *       {@code active} together, so this finds the last valid one after a restart, too;
 *   <li>the profile that the configuration names.
 * </ol>
 *
 * <p>All but the first come with a {@link ProfileFault}, unless nothing was published yet. The
 * answer depends on the topic alone, not on what a task has seen: all tasks of all instances come
 * to the same one. Safe for several threads: one takes records, others ask.
 */
public final class PublishedProfiles {
  /** Key of the record that names the profile in force. */
  public static final String ACTIVE = "active";

  /** How many profiles are kept; older ones must be published again before they can be active. */
  static final int KEPT = 32;

  private final CriticalLabRules configured;
  private final Consumer<ProfileInForce> listener;
  // Oldest first.
  private final Set<String> written = new LinkedHashSet<>();
  private final Set<String> wereInForce = new LinkedHashSet<>();
  private final Map<String, CriticalLabRules> compiled = new HashMap<>();
  private @Nullable String active;
  private boolean activeSeen;
  private boolean watched;
  private volatile ProfileInForce inForce;

  /** Where profiles are kept, by hash. */
  public interface Contents {
    byte @Nullable [] get(String hash);

    void put(String hash, byte[] content);

    void delete(String hash);
  }

  /** What became of a hash: rules or a fault. */
  private record Compiled(@Nullable CriticalLabRules rules, @Nullable ProfileFault fault) {}

  /**
   * Nothing read yet.
   *
   * @param configured rules of the profile that the configuration names
   * @param listener learns what is in force when watching begins, and of every change after
   */
  public PublishedProfiles(CriticalLabRules configured, Consumer<ProfileInForce> listener) {
    this.configured = configured;
    this.listener = listener;
    this.inForce = new ProfileInForce(configured, false, null);
  }

  /** What records are judged by now. */
  public ProfileInForce inForce() {
    return inForce;
  }

  /** Whether the profile of this hash was published, and is in force as published. */
  public synchronized boolean isInForce(String hash) {
    return hash.equals(active) && inForce.fault() == null;
  }

  /**
   * Takes the next record of the topic.
   *
   * @param value null: the record is deleted
   */
  public synchronized void take(String key, byte @Nullable [] value, Contents contents) {
    if (key.equals(ACTIVE)) {
      active = value == null ? null : new String(value, StandardCharsets.ISO_8859_1);
      activeSeen = true;
    } else if (ProfileHash.isHash(key)) {
      if (value == null || !Arrays.equals(value, contents.get(key))) {
        forget(key, contents);
      }
      if (value != null) {
        contents.put(key, value);
        written.remove(key);
        written.add(key);
        bound(contents);
      }
    }
    // Before the first active comes, a profile is on its way, not missing its activation.
    if (activeSeen) {
      decide(contents);
    }
  }

  /** From here on changes are told; until here the topic was only caught up with. */
  public synchronized void watch(Contents contents) {
    if (!watched) {
      if (!written.isEmpty()) {
        decide(contents);
      }
      watched = true;
      listener.accept(inForce);
    }
  }

  private void forget(String hash, Contents contents) {
    contents.delete(hash);
    written.remove(hash);
    compiled.remove(hash);
  }

  private void bound(Contents contents) {
    if (written.size() > KEPT) {
      written.stream()
          .filter(hash -> !hash.equals(active))
          .findFirst()
          .ifPresent(eldest -> forget(eldest, contents));
    }
  }

  private void decide(Contents contents) {
    ProfileInForce decided = find(contents);
    wereInForce.retainAll(written);
    if (!decided.equals(inForce)) {
      inForce = decided;
      if (watched) {
        listener.accept(decided);
      }
    }
  }

  private ProfileInForce find(Contents contents) {
    Compiled named =
        active == null
            ? new Compiled(null, new ProfileFault(Reason.ACTIVE_MISSING, ""))
            : compile(active, contents);
    if (named.rules() != null) {
      wereInForce.remove(active);
      wereInForce.add(active);
      return new ProfileInForce(named.rules(), true, null);
    }
    List<String> candidates = new ArrayList<>(written);
    candidates.removeAll(wereInForce);
    candidates.addAll(wereInForce);
    Collections.reverse(candidates);
    for (String candidate : candidates) {
      CriticalLabRules rules = compile(candidate, contents).rules();
      if (rules != null) {
        return new ProfileInForce(rules, true, named.fault());
      }
    }
    return new ProfileInForce(configured, false, named.fault());
  }

  private Compiled compile(String hash, Contents contents) {
    if (!ProfileHash.isHash(hash)) {
      return new Compiled(null, new ProfileFault(Reason.ACTIVE_MALFORMED, ""));
    }
    CriticalLabRules known = compiled.get(hash);
    if (known != null) {
      return new Compiled(known, null);
    }
    Compiled made = compile(hash, contents.get(hash));
    if (made.rules() != null) {
      compiled.put(hash, made.rules());
    }
    return made;
  }

  private Compiled compile(String hash, byte @Nullable [] content) {
    String shown = ProfileHash.shortened(hash);
    if (content == null) {
      return new Compiled(null, new ProfileFault(Reason.CONTENT_MISSING, shown));
    }
    if (!ProfileHash.of(content).equals(hash)) {
      return new Compiled(null, new ProfileFault(Reason.CONTENT_ALTERED, shown));
    }
    try {
      CriticalValueProfile profile = ProfileLoader.parse(shown, content);
      return new Compiled(configured.of(profile), null);
    } catch (ProfileException e) {
      return new Compiled(null, new ProfileFault(Reason.CONTENT_INVALID, shown, e.faults()));
    } catch (RuntimeException e) {
      // A defect. Without this, a profile that meets it would stop every instance at every start.
      return new Compiled(null, new ProfileFault(Reason.CONTENT_UNREADABLE, shown));
    }
  }
}
