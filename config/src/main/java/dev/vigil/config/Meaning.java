package dev.vigil.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a setting means, with its unit. The only place where this is written: Javadoc shows the
 * annotation and {@code vigil config} prints it, so the two cannot drift apart.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Meaning {
  /** One or two sentences for operators. */
  String value();
}
