package dev.vigil.serdes.fhir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever was known before, a text is the one that stands in the bytes. */
class KnownTextsTest {
  @Property(tries = 20_000, seed = "20260301")
  void aTextIsWhatItsBytesSay(@ForAll long seed) {
    Random random = new Random(seed);
    // Few letters and lengths, so that texts come back, and displace each other.
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(4) * random.nextInt(40); length > 0; length--) {
      text.append((char) ('a' + random.nextInt(2)));
    }
    int from = random.nextInt(3);
    byte[] bytes = ("##".substring(0, from) + text + "\"").getBytes(ISO_8859_1);

    assertThat(KnownTexts.of(bytes, from, bytes.length - 1)).isEqualTo(text.toString());
  }

  @Test
  void aTextThatIsKnownIsNotMadeAgain() {
    byte[] bytes = "http://loinc.org".getBytes(ISO_8859_1);

    assertThat(KnownTexts.of(bytes, 0, bytes.length))
        .isSameAs(KnownTexts.of(bytes.clone(), 0, bytes.length));
  }
}
