package dev.vigil.serdes.event;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/** Listens to the log, Vigil's own at every level, for identifiers that were planted. */
public final class FuzzLog implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger vigil = (Logger) LoggerFactory.getLogger("dev.vigil");
  private final Level before = vigil.getLevel();
  private final List<String> leaks = Collections.synchronizedList(new ArrayList<>());

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String text =
              event.getFormattedMessage()
                  + (event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy()));
          if (text.toLowerCase(Locale.ROOT).contains(FuzzSeeds.TRACE) && leaks.size() < 10) {
            leaks.add(event.getLoggerName() + ": " + text);
          }
        }
      };

  /** Listens from now on. */
  public FuzzLog() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    vigil.setLevel(Level.TRACE);
  }

  /** What was logged and holds an identifier; the first ten. */
  public List<String> leaks() {
    return List.copyOf(leaks);
  }

  @Override
  public void close() {
    vigil.setLevel(before);
    root.detachAppender(appender);
    appender.stop();
  }
}
