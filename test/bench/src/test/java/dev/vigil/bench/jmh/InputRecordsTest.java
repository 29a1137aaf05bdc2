package dev.vigil.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.serdes.event.ChangeEvent;
import dev.vigil.serdes.event.InputRecord;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms compare only if they carry the same. */
class InputRecordsTest {
  @ParameterizedTest
  @EnumSource(RecordForm.class)
  void everyFormCarriesTheSameEvents(RecordForm form) {
    assertThat(identities(form)).isEqualTo(identities(RecordForm.JSON)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 1_200, 10_000, 100_000})
  void anEventInJsonFormIsAsLargeAsAskedFor(int bytes) {
    // A critical result has a flag, for which the smallest size has no room.
    int most = Math.max(bytes, 700);
    for (InputRecord record : InputRecords.of(RecordForm.JSON, bytes)) {
      assertThat(Objects.requireNonNull(record.value()).length).isBetween(bytes * 8 / 10, most);
    }
  }

  private static List<String> identities(RecordForm form) {
    return InputRecords.events(InputRecords.of(form, 1_200)).stream()
        .map(InputRecordsTest::identity)
        .toList();
  }

  private static String identity(ChangeEvent event) {
    return String.join(
        " ",
        event.eventId(),
        event.source(),
        event.eventType(),
        event.resourceType(),
        event.resourceId(),
        event.patientId(),
        event.timestamp().toString());
  }
}
