package dev.vigil.support.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SampleResourcesTest {

  @Test
  void readsOneResourceALine() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    ByteArrayInputStream file =
        new ByteArrayInputStream(gzip("{\"a\":\"µg/dL\"}\n{\"b\":2}\n")) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    try (Stream<String> lines = SampleResources.lines(file)) {
      assertThat(lines).containsExactly("{\"a\":\"µg/dL\"}", "{\"b\":2}");
    }

    assertThat(closed).isTrue();
  }

  @Test
  void rejectsWhatIsNotGzip() {
    assertThatThrownBy(() -> SampleResources.lines(new ByteArrayInputStream(new byte[] {1, 2, 3})))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
