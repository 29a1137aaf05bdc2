package dev.vigil.topology.domain.profile;

import dev.vigil.config.profile.CriticalValueProfile;
import dev.vigil.topology.domain.lab.CriticalLabRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topic of profiles with an instance that follows it. */
final class ProfileTopic {
  private static final CriticalLabRules CONFIGURED =
      new CriticalLabRules(
          new CriticalValueProfile("configured", "1", "0", null, List.of()), false);

  private final List<Entry> log = new ArrayList<>();
  private Instance instance = new Instance();

  // The arrays are handed on, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(String key, byte @Nullable [] value) {}

  /** One instance, from its start on. */
  private static final class Instance {
    final List<ProfileInForce> told = new ArrayList<>();
    final PublishedProfiles profiles = new PublishedProfiles(CONFIGURED, told::add);
  }

  ProfileTopic publish(SampleProfile profile) {
    return write(profile.hash(), profile.content()).activate(profile.hash());
  }

  ProfileTopic activate(String hash) {
    return write("active", hash.getBytes(StandardCharsets.UTF_8));
  }

  ProfileTopic write(String key, byte @Nullable [] value) {
    log.add(new Entry(key, value));
    instance.profiles.take(key, value);
    return this;
  }

  /** What is there when an instance has read the topic. */
  ProfileTopic start() {
    instance.profiles.watch();
    return this;
  }

  /** Another instance begins, with what compaction left: the last record of each key. */
  ProfileTopic restartCompacted() {
    Map<String, Entry> last = new LinkedHashMap<>();
    for (Entry entry : log) {
      last.remove(entry.key());
      last.put(entry.key(), entry);
    }
    instance = new Instance();
    last.values().stream()
        .filter(entry -> entry.value() != null)
        .forEach(entry -> instance.profiles.take(entry.key(), entry.value()));
    return start();
  }

  /** Another instance begins, with all records there ever were. */
  ProfileTopic restart() {
    instance = new Instance();
    log.forEach(entry -> instance.profiles.take(entry.key(), entry.value()));
    return start();
  }

  String nameInForce() {
    return instance.profiles.inForce().rules().profile().name();
  }

  /** Code of what is wrong; ok if nothing is. */
  String fault() {
    ProfileFault fault = instance.profiles.inForce().fault();
    return fault == null ? "ok" : fault.reason().code();
  }

  /** What operators were told, as profile and fault. */
  List<String> told() {
    return instance.told.stream()
        .map(
            told ->
                told.rules().profile().name()
                    + " "
                    + (told.fault() == null ? "ok" : told.fault().reason().code()))
        .toList();
  }

  int kept() {
    return instance.profiles.kept();
  }
}
