package dev.vigil.topology.domain.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.avro.state.Brought;
import dev.vigil.avro.state.ResourceVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionOrderTest {

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // why, source, versionId, lastUpdated, eventTime, the other's, expected
        "numbers,                       a,2,-,0,  a,10,-,0,  -1",
        "numbers win over times,        a,2,900,0,  a,1,950,0,  1",
        "equal numbers tie,             a,3,900,5,  a,3,950,9,  0",
        "leading zeros,                 a,007,-,0,  a,7,-,0,  0",
        "zero,                          a,0,-,0,  a,00,-,0,  0",
        "zero is older than one,        a,0,-,0,  a,1,-,0,  -1",
        "longer than a long,            a,99999999999999999999999,-,0,  a,100000000000000000000000,-,0,  -1",
        "other sources compare times,   a,9,900,0,  b,1,950,0,  -1",
        "other sources without times,   a,9,-,0,  b,1,-,5,  0",
        "no numbers compare times,      a,x,900,0,  a,y,800,0,  1",
        "one number compares times,     a,x,900,0,  a,2,950,0,  -1",
        "signs are no numbers,          a,-1,-,0,  a,1,-,0,  0",
        "no versions compare times,     a,-,900,9,  a,-,950,1,  -1",
        "equal times tie,               a,-,900,9,  a,-,900,1,  0",
        "a bare delete by event time,   a,-,-,10,  a,5,900,20,  -1",
        "a later bare delete,           a,-,-,30,  a,5,900,20,  1",
        "against a bare delete,         a,6,-,20,  a,-,-,30,  -1",
        "nothing comparable ties,       a,x,-,10,  a,y,-,20,  0"
      })
  void orders(
      String why,
      String source,
      @Nullable String id,
      @Nullable Long updated,
      long event,
      String otherSource,
      @Nullable String otherId,
      @Nullable Long otherUpdated,
      long otherEvent,
      int expected) {
    ResourceVersion one =
        new ResourceVersion(source, id, updated, event, 0L, false, Brought.CONTENT);
    ResourceVersion other =
        new ResourceVersion(
            otherSource, otherId, otherUpdated, otherEvent, 0L, false, Brought.CONTENT);
    assertThat(Integer.signum(VersionOrder.compare(one, other))).as(why).isEqualTo(expected);
    assertThat(Integer.signum(VersionOrder.compare(other, one))).as(why).isEqualTo(-expected);
    assertThat(VersionOrder.isOlder(one, other)).isEqualTo(expected < 0);
  }

  @Test
  void nothingIsOlderThanNothing() {
    assertThat(
            VersionOrder.isOlder(
                new ResourceVersion("a", "1", null, 0L, 0L, false, Brought.CONTENT), null))
        .isFalse();
  }
}
