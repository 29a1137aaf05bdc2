package dev.vigil.topology.runtime.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetSetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2,3        | 1-3",
        "3,1,2        | 1-3",
        "5,1          | 1,5",
        "10-20,15-30  | 10-30",
        "10-20,21     | 10-21",
        "10-20,1-40   | 1-40",
        "1-3,5-7,4    | 1-7",
        "7,7,7        | 7",
      })
  void rangesThatTouchAreOne(String added, String text) {
    OffsetSet set = new OffsetSet();
    for (String one : added.split(",", -1)) {
      set.add(one);
    }

    assertThat(set).hasToString(text);
    assertThat(OffsetSet.parse(set.toString())).hasToString(text);
  }

  @Property
  void holdsWhatWasAddedAndNothingElse(
      @ForAll @Size(max = 60) List<@LongRange(max = 40) Long> offsets) {
    Set<Long> expected = new TreeSet<>(offsets);
    OffsetSet set = new OffsetSet();
    offsets.forEach(set::add);

    for (long offset = -1; offset <= 41; offset++) {
      assertThat(set.contains(offset)).isEqualTo(expected.contains(offset));
    }
    assertThat(set.isEmpty()).isEqualTo(expected.isEmpty());
  }

  @Test
  void aMillionInOrderTakeOneRange() {
    OffsetSet set = new OffsetSet();
    for (long offset = 0; offset < 1_000_000; offset++) {
      set.add(offset);
    }

    assertThat(set).hasToString("0-999999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "5-1", "1-", "-"})
  void whatIsNoSetIsRefused(String text) {
    assertThatThrownBy(() -> OffsetSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
