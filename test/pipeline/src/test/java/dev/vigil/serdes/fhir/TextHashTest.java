package dev.vigil.serdes.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A text has one hash, however it is at hand: hashes are stored. */
class TextHashTest {
  private static final String CHARACTERS = "abcABC019/|-.\u007f\u0080\u00e4\u20ac\ud83d\ude00";

  @Property(tries = 1000, seed = "20260301")
  void stringsAndCharactersHashAlike(@ForAll long seed) {
    Random random = new Random(seed);
    int known = random.nextBoolean() ? CHARACTERS.indexOf('\u0080') : CHARACTERS.length();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(40); length > 0; length--) {
      text.append(CHARACTERS.charAt(random.nextInt(known)));
    }
    TextHash one = new TextHash();
    one.text(text.toString());
    TextHash other = new TextHash();
    other.text(("##" + text).toCharArray(), 2, text.length());

    assertThat(one.high()).as("%s", text).isEqualTo(other.high());
    assertThat(one.low()).as("%s", text).isEqualTo(other.low());
  }
}
