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

  @ParameterizedTest(name = "{index}: {0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // why, versionId, lastUpdated, arrivedAt, replayed, the other's, expected
        "a replay stands where it stood first,  -,-,10,true,    -,-,20,false,  -1",
        "the other was replayed before,         -,-,20,false,   -,-,10,true,   1",
        "both were replayed,                    -,-,20,true,    -,-,10,true,   1",
        "no numbers and no times,               x,-,10,true,    y,-,20,false,  -1",
        "the same number,                       3,-,10,true,    3,-,20,false,  -1",
        "the same time,                         -,900,10,true,  -,900,20,false,  -1",
        "a number wins over the place,          4,-,10,true,    3,-,20,false,  1",
        "a time wins over the place,            -,950,10,true,  -,900,20,false,  1",
        "live records come as they come,        -,-,20,false,   -,-,10,false,  0",
        "a place that is not known,             -,-,10,true,    -,-,0,false,   0",
        "its own first coming,                  3,-,10,true,    3,-,10,false,  0"
      })
  void aReplayCountsFromWhereItStoodFirst(
      String why,
      @Nullable String id,
      @Nullable Long updated,
      long arrived,
      boolean replayed,
      @Nullable String otherId,
      @Nullable Long otherUpdated,
      long otherArrived,
      boolean otherReplayed,
      int expected) {
    ResourceVersion one =
        new ResourceVersion("a", id, updated, 5L, arrived, replayed, Brought.CONTENT);
    ResourceVersion other =
        new ResourceVersion(
            "a", otherId, otherUpdated, 5L, otherArrived, otherReplayed, Brought.CONTENT);
    assertThat(Integer.signum(VersionOrder.compare(one, other))).as(why).isEqualTo(expected);
    assertThat(Integer.signum(VersionOrder.compare(other, one))).as(why).isEqualTo(-expected);
  }

  @Test
  void nothingIsOlderThanNothing() {
    assertThat(
            VersionOrder.isOlder(
                new ResourceVersion("a", "1", null, 0L, 0L, false, Brought.CONTENT), null))
        .isFalse();
  }
}
