package dev.vigil.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
  private static final String SUBTITLE = "AMD EPYC, 2 cores, 24 GB, OpenJDK 17; 2026-11-21";

  @Test
  void theSameBarsGiveTheSameBytes() {
    assertThat(bars().svg()).isEqualTo(bars().svg());
  }

  @Test
  void theSameLinesGiveTheSameBytesInWhateverOrderTheirPointsCame() {
    LineChart forth = new LineChart("T", SUBTITLE, "partitions");
    LineChart back = new LineChart("T", SUBTITLE, "partitions");
    IntStream.rangeClosed(1, 4).forEach(i -> forth.point("a", i, throughput(i)));
    IntStream.rangeClosed(1, 4).forEach(i -> back.point("a", 5 - i, throughput(5 - i)));

    assertThat(forth.svg()).isEqualTo(back.svg());
  }

  @Test
  void whoDoesNotSeeTheBarsReadsTheFigures() throws Exception {
    Element svg = parse(bars().svg()).getDocumentElement();

    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Drain <1M>");
    assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
        .isEqualTo(
            "pass-through & \"dedupe\": 69,000 events/s (58,000 to 70,300);"
                + " Vigil: 61,200 events/s (60,000 to 63,000)");
  }

  @Test
  void aBarIsAsLongAsItsMedianAndItsWhiskerGoesFromLeastToGreatest() throws Exception {
    Document svg = parse(new BarChart("T", SUBTITLE).bar("Vigil", throughput(50, 25, 100)).svg());

    Element bar = (Element) svg.getElementsByTagName("rect").item(0);
    double left = Double.parseDouble(bar.getAttribute("x"));
    double width = Double.parseDouble(bar.getAttribute("width"));
    String whisker = ((Element) svg.getElementsByTagName("path").item(0)).getAttribute("d");
    Matcher ends = Pattern.compile("M([0-9.]+) .*M([0-9.]+) ").matcher(whisker);
    assertThat(ends.lookingAt()).isTrue();
    assertThat(Double.parseDouble(ends.group(1)) - left).isCloseTo(width / 2, within());
    assertThat(Double.parseDouble(ends.group(2)) - left).isCloseTo(2 * width, within());
  }

  @Test
  void onALogarithmicAxisEqualRatiosAreEqualDistances() throws Exception {
    LineChart chart = new LineChart("T", SUBTITLE, "partitions").logarithmic();
    List.of(2, 4, 16).forEach(x -> chart.point("a", x, throughput(100)));

    NodeList marks = parse(chart.svg()).getElementsByTagName("circle");

    double second = x(marks, 1) - x(marks, 0);
    assertThat(x(marks, 2) - x(marks, 1)).isCloseTo(2 * second, within());
  }

  @Test
  void axesHaveRoundTicks() {
    assertThat(Scale.fromZero(97_900).ticks())
        .containsExactly(0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0, 100_000.0);
    assertThat(Scale.fromZero(0.3).ticks()).hasSize(4);
    assertThat(Scale.fromZero(0).ticks()).containsExactly(0.0, 1.0);
  }

  @Test
  void figuresHaveThreeOrFourDigits() {
    assertThat(List.of(96_234.0, 12.345, 0.012345, 7.0, 1_234_567.0, 0.0, 999.96))
        .map(Figures::of)
        .containsExactly("96,200", "12.35", "0.01235", "7", "1,235,000", "0", "1,000");
    assertThat(List.of(50e6, 1.5e6, 0.5, 100_000.0))
        .map(Figures::tick)
        .containsExactly("50M", "1.5M", "0.5", "100,000");
  }

  @Test
  void aChartWithTwoUnitsIsRefused() {
    Measurement seconds = new Measurement("m", "s", Better.LOWER, List.of(1.0));

    assertThatIllegalArgumentException().isThrownBy(() -> bars().bar("other", seconds));
  }

  @Test
  void zeroHasNoPlaceOnALogarithmicAxis() {
    LineChart chart =
        new LineChart("T", SUBTITLE, "ids").logarithmic().point("a", 0, throughput(1));

    assertThatIllegalArgumentException().isThrownBy(chart::svg);
  }

  private static BarChart bars() {
    return new BarChart("Drain <1M>", SUBTITLE)
        .baseline("pass-through & \"dedupe\"", throughput(69_000, 58_000, 70_300))
        .bar("Vigil", throughput(61_234, 60_000, 63_000));
  }

  private static Measurement throughput(double... values) {
    return new Measurement("m", "events/s", Better.HIGHER, Arrays.stream(values).boxed().toList());
  }

  private static double x(NodeList marks, int index) {
    return Double.parseDouble(((Element) marks.item(index)).getAttribute("cx"));
  }

  private static Offset<Double> within() {
    return Offset.offset(0.2);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
