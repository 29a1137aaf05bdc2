package dev.vigil.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The range of a number, size or duration setting, both ends allowed, as an operator writes it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Between {
  /** The smallest value allowed. */
  String min();

  /** The largest value allowed. */
  String max();
}
