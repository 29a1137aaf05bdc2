package dev.vigil.topology.domain.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.config.profile.ProfileHash;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which profile is in force, whatever is written to the topic. */
class PublishedProfilesTest {
  private static final SampleProfile A = new SampleProfile("a", "6.0");
  private static final SampleProfile B = new SampleProfile("b", "7.0");
  private static final byte[] NO_PROFILE = "# name: broken\nloinc\nx".getBytes(UTF_8);

  private final ProfileTopic topic = new ProfileTopic();

  /**
   * What can be wrong with the active profile.
   *
   * @param as how it is said of a test
   * @param code reason that operators are told
   * @param happen writes it
   */
  record Wrong(String as, String code, Consumer<ProfileTopic> happen) {
    @Override
    public String toString() {
      return as;
    }
  }

  static List<Wrong> wrong() {
    return List.of(
        new Wrong("deleted", "active-missing", topic -> topic.write("active", null)),
        new Wrong("empty", "active-malformed", topic -> topic.activate("")),
        new Wrong("a name", "active-malformed", topic -> topic.activate("us-conventional")),
        new Wrong("upper case", "active-malformed", topic -> topic.activate("A".repeat(64))),
        new Wrong(
            "binary", "active-malformed", topic -> topic.write("active", new byte[] {0, -1, 7})),
        new Wrong("a line", "active-malformed", topic -> topic.activate(A.hash() + "\n")),
        new Wrong("unknown", "content-missing", topic -> topic.activate("0".repeat(64))),
        new Wrong(
            "kept under another hash",
            "content-altered",
            topic -> put("1".repeat(64), A.content(), topic)),
        new Wrong("no profile", "content-invalid", topic -> put(NO_PROFILE, topic)),
        new Wrong("an empty file", "content-invalid", topic -> put(new byte[0], topic)),
        new Wrong("enormous", "content-invalid", topic -> put(new byte[2_000_000], topic)));
  }

  private static void put(byte[] content, ProfileTopic topic) {
    put(ProfileHash.of(content), content, topic);
  }

  private static void put(String hash, byte[] content, ProfileTopic topic) {
    topic.write(hash, content).activate(hash);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void theLastValidProfileStaysInForceAlsoAfterARestart(Wrong wrong) {
    topic.start().publish(B).publish(A);

    wrong.happen().accept(topic);

    assertThat(topic.nameInForce()).isEqualTo("a");
    assertThat(topic.fault()).isEqualTo(wrong.code());
    assertThat(topic.restart().nameInForce()).isEqualTo("a");
    assertThat(topic.fault()).isEqualTo(wrong.code());
    assertThat(topic.restartCompacted().nameInForce()).isEqualTo("a");
    assertThat(topic.fault()).isEqualTo(wrong.code());

    assertThat(topic.publish(B).nameInForce()).isEqualTo("b");
    assertThat(topic.fault()).isEqualTo("ok");
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void theConfiguredProfileIsInForceIfNoneWasEverValid(Wrong wrong) {
    wrong.happen().accept(topic.start());

    assertThat(topic.nameInForce()).isEqualTo("configured");
    assertThat(topic.fault()).isEqualTo(wrong.code());
  }

  @Test
  void nothingPublishedIsNoFault() {
    topic.start();

    assertThat(topic.told()).containsExactly("configured ok");
  }

  @Test
  void tellsChangesOnceAndNotWhileCatchingUp() {
    topic.publish(A).activate("junk").publish(B).start();
    assertThat(topic.told()).containsExactly("b ok");

    topic.activate("junk").activate("other junk").publish(A).write(A.hash(), A.content());
    assertThat(topic.told()).containsExactly("b ok", "b active-malformed", "a ok");
  }

  @Test
  void aFirstPublicationDegradesNothingOnItsWay() {
    topic.start().publish(A);

    assertThat(topic.told()).containsExactly("configured ok", "a ok");
  }

  @Test
  void aProfileThatOnlyLiesInTheTopicIsNotInForce() {
    topic.start().publish(A).write(B.hash(), B.content()).activate("junk");

    assertThat(topic.nameInForce()).isEqualTo("a");
    assertThat(topic.restart().nameInForce()).isEqualTo("a");
  }

  @Test
  void aProfileMayComeAfterItsActivation() {
    topic.start().publish(A).activate(B.hash());
    assertThat(topic.nameInForce()).isEqualTo("a");

    topic.write(B.hash(), B.content());
    assertThat(topic.nameInForce()).isEqualTo("b");
    assertThat(topic.fault()).isEqualTo("ok");
  }

  @Test
  void goingBackIsPublishingAgain() {
    topic.start().publish(A).publish(B).publish(A);
    assertThat(topic.nameInForce()).isEqualTo("a");

    topic.activate("junk");
    assertThat(topic.restartCompacted().nameInForce()).isEqualTo("a");
  }

  @Test
  void whenTheActiveProfileIsDeletedTheOneBeforeItStandsIn() {
    topic.start().publish(B).publish(A).write(A.hash(), null);

    assertThat(topic.nameInForce()).isEqualTo("b");
    assertThat(topic.fault()).isEqualTo("content-missing");
    assertThat(topic.restartCompacted().nameInForce()).isEqualTo("b");
  }

  @Test
  void ofProfilesThatWereNeverActiveTheOneWrittenLastStandsIn() {
    topic.write(A.hash(), A.content()).write(B.hash(), B.content()).write(A.hash(), A.content());
    topic.activate("junk").start();

    assertThat(topic.nameInForce()).isEqualTo("a");
    assertThat(topic.fault()).isEqualTo("active-malformed");
  }

  @Test
  void theConfiguredProfileStandsInForAllThatWereDeleted() {
    topic.start().publish(A).publish(B).write(A.hash(), null).write(B.hash(), null);

    assertThat(topic.nameInForce()).isEqualTo("configured");
    assertThat(topic.fault()).isEqualTo("content-missing");
  }

  @Test
  void anUnknownKeyIsNobodysProfile() {
    topic.start().publish(A).write("note", "hello".getBytes(UTF_8)).write("", B.content());

    assertThat(topic.told()).containsExactly("configured ok", "a ok");
  }

  @Test
  void keepsABoundedNumberOfProfilesAndTheActiveOneAmongThem() {
    topic.start().publish(A);
    for (int i = 0; i < 100; i++) {
      SampleProfile other = new SampleProfile("other-" + i, "6.0");
      topic.write(other.hash(), other.content());
    }

    assertThat(topic.kept()).isEqualTo(PublishedProfiles.KEPT);
    assertThat(topic.nameInForce()).isEqualTo("a");
    assertThat(topic.fault()).isEqualTo("ok");
  }
}
