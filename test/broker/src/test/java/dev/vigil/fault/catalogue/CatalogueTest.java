package dev.vigil.fault.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigil.fault.trial.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults are asked for by name, and drawn by name. */
class CatalogueTest {
  private final List<String> names = Faults.all().stream().map(Fault::name).toList();

  @Test
  void eachHasANameOfItsOwn() {
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z-]+"));
  }

  @Test
  void whatIsDrawnIsThereAndNeedsNothingOfTheMachine() {
    assertThat(names).containsAll(Mixed.NAMES);
    assertThat(Faults.all().stream().filter(Faults::needsNoPlatformOfItsOwn))
        .allMatch(fault -> fault.setup().needs().isEmpty())
        .allMatch(fault -> fault.setup().exits().isEmpty());
  }
}
