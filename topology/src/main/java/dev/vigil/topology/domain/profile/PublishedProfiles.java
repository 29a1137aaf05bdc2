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
import java.util.LinkedHashMap;
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
  // By hash, oldest first.
  private final Map<String, Kept> written = new LinkedHashMap<>();
  private final Set<String> wereInForce = new LinkedHashSet<>();
  private @Nullable String active;
  private boolean activeSeen;
  private boolean watched;
  private volatile ProfileInForce inForce;

  /** What became of a hash: rules or a fault. */
  private record Compiled(@Nullable CriticalLabRules rules, @Nullable ProfileFault fault) {}

  /** A profile as it was written; it is read once, and only if it may be in force. */
  private static final class Kept {
    final byte[] content;
    @Nullable Compiled compiled;

    Kept(byte[] content) {
      this.content = content;
    }
  }

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

  /** How many profiles are kept. */
  synchronized int kept() {
    return written.size();
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
  public synchronized void take(String key, byte @Nullable [] value) {
    if (key.equals(ACTIVE)) {
      active = value == null ? null : new String(value, StandardCharsets.ISO_8859_1);
      activeSeen = true;
    } else if (ProfileHash.isHash(key)) {
      // What is written again is the newest.
      Kept before = written.remove(key);
      if (value != null) {
        written.put(
            key, before != null && Arrays.equals(value, before.content) ? before : new Kept(value));
        bound();
      }
    }
    // Before the first active comes, a profile is on its way, not missing its activation.
    if (activeSeen) {
      decide();
    }
  }

  /** From here on changes are told; until here the topic was only caught up with. */
  public synchronized void watch() {
    if (!watched) {
      if (!written.isEmpty()) {
        decide();
      }
      watched = true;
      listener.accept(inForce);
    }
  }

  private void bound() {
    if (written.size() > KEPT) {
      written.keySet().stream()
          .filter(hash -> !hash.equals(active))
          .findFirst()
          .ifPresent(written::remove);
    }
  }

  private void decide() {
    ProfileInForce decided = find();
    wereInForce.retainAll(written.keySet());
    if (!decided.equals(inForce)) {
      inForce = decided;
      if (watched) {
        listener.accept(decided);
      }
    }
  }

  private ProfileInForce find() {
    Compiled named =
        active == null
            ? new Compiled(null, new ProfileFault(Reason.ACTIVE_MISSING, ""))
            : compile(active);
    if (named.rules() != null) {
      wereInForce.remove(active);
      wereInForce.add(active);
      return new ProfileInForce(named.rules(), true, null);
    }
    List<String> candidates = new ArrayList<>(written.keySet());
    candidates.removeAll(wereInForce);
    candidates.addAll(wereInForce);
    Collections.reverse(candidates);
    for (String candidate : candidates) {
      CriticalLabRules rules = compile(candidate).rules();
      if (rules != null) {
        return new ProfileInForce(rules, true, named.fault());
      }
    }
    return new ProfileInForce(configured, false, named.fault());
  }

  private Compiled compile(String hash) {
    if (!ProfileHash.isHash(hash)) {
      return new Compiled(null, new ProfileFault(Reason.ACTIVE_MALFORMED, ""));
    }
    Kept kept = written.get(hash);
    if (kept == null) {
      return new Compiled(
          null, new ProfileFault(Reason.CONTENT_MISSING, ProfileHash.shortened(hash)));
    }
    Compiled compiled = kept.compiled;
    if (compiled == null) {
      compiled = compile(hash, kept.content);
      kept.compiled = compiled;
    }
    return compiled;
  }

  private Compiled compile(String hash, byte[] content) {
    String shown = ProfileHash.shortened(hash);
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
