package dev.vigil.topology.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Writes the log in the format that the environment asks for; logback.xml names it. */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final Function<ILoggingEvent, String> line;

  /** As logback makes it. */
  public LogEncoder() {
    this(LogFormat.current());
  }

  LogEncoder(LogFormat format) {
    this.line = format == LogFormat.JSON ? JsonLine::of : TextLine::of;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line.apply(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
