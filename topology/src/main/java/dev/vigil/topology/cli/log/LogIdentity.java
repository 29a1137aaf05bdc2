package dev.vigil.topology.cli.log;

import ch.qos.logback.classic.LoggerContext;
import dev.vigil.config.Configuration;
import dev.vigil.topology.runtime.InstanceName;
import org.slf4j.LoggerFactory;

/** Whose log it is, from when that is known: every line for programs says so. */
public final class LogIdentity {
  static final String APPLICATION = "application";
  static final String INSTANCE = "instance";

  private LogIdentity() {}

  /** For the whole process. */
  public static void set(Configuration configuration) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.putProperty(APPLICATION, configuration.vigil().applicationId());
      context.putProperty(INSTANCE, InstanceName.of(configuration));
    }
  }
}
