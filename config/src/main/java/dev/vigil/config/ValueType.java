package dev.vigil.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What values a setting takes. Checked before SmallRye converts them, so that all problems are
 * known at once and are told in the operator's words; stricter than SmallRye (booleans are {@code
 * true} and {@code false} only).
 */
final class ValueType {
  private final String description;
  private final Function<String, Optional<String>> check;

  private ValueType(String description, Function<String, Optional<String>> check) {
    this.description = description;
    this.check = check;
  }

  /** The type of the setting that a mapping method declares. */
  static ValueType of(Method method) {
    Type type = method.getGenericReturnType();
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      type = generic.getActualTypeArguments()[0];
    }
    if (type == int.class) {
      return ranged("whole number", "a whole number", Integer::valueOf, method);
    }
    if (type == Duration.class) {
      return ranged(
          "ISO-8601 duration",
          "an ISO-8601 duration such as PT30S or P7D",
          Duration::parse,
          method);
    }
    if (type == ByteSize.class) {
      return ranged(
          "size", "a size: bytes, or with K, M or G such as 256M", ByteSize::parse, method);
    }
    if (type == boolean.class) {
      return symbols(List.of("true", "false"));
    }
    if (type instanceof Class<?> c && c.isEnum()) {
      return symbols(Arrays.stream(c.getEnumConstants()).map(it -> symbol((Enum<?>) it)).toList());
    }
    if (type == Path.class) {
      return new ValueType("path", ValueType::checkPath);
    }
    if (type == String.class) {
      return text(method.getAnnotation(Format.class));
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return generic.getActualTypeArguments()[0] == Duration.class
          ? durations(method)
          : new ValueType("list, separated by commas", ValueType::checkList);
    }
    throw new IllegalStateException("No value type for " + method);
  }

  /** The type with its range, for people. */
  String description() {
    return description;
  }

  /** What is wrong with a value, to be read after it; empty: nothing. */
  Optional<String> problem(String value) {
    return check.apply(value);
  }

  private static <T extends Comparable<T>> ValueType ranged(
      String name, String form, Function<String, T> parser, AnnotatedElement method) {
    Between between = method.getAnnotation(Between.class);
    if (between == null) {
      throw new IllegalStateException("No range for " + method);
    }
    T min = parser.apply(between.min());
    T max = parser.apply(between.max());
    String range = between.min() + " to " + between.max();
    return new ValueType(
        name + ", " + range,
        value -> {
          T parsed = parse(value, parser);
          if (parsed == null) {
            return Optional.of("is not " + form);
          }
          return parsed.compareTo(min) < 0 || parsed.compareTo(max) > 0
              ? Optional.of("is out of range, allowed is " + range)
              : Optional.empty();
        });
  }

  private static <T> @Nullable T parse(String value, Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
      return null;
    }
  }

  private static ValueType symbols(List<String> allowed) {
    return new ValueType(
        String.join(" | ", allowed),
        value ->
            allowed.contains(value)
                ? Optional.empty()
                : Optional.of("is not one of " + String.join(", ", allowed)));
  }

  /** A constant as an operator writes it. */
  static String symbol(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ValueType text(@Nullable Format format) {
    String form = format == null ? "a text of at least one character" : format.means();
    String regex = format == null ? ".+" : format.regex();
    return new ValueType(
        "text", value -> value.matches(regex) ? Optional.empty() : Optional.of("is not " + form));
  }

  private static Optional<String> checkPath(String value) {
    try {
      return value.isEmpty() || Path.of(value).toString().isEmpty()
          ? Optional.of("is not a path")
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("is not a path");
    }
  }

  private static ValueType durations(Method method) {
    ValueType each =
        ranged("", "an ISO-8601 duration such as PT30S or P7D", Duration::parse, method);
    return new ValueType(
        "list of ISO-8601 durations" + each.description() + " each, separated by commas",
        value ->
            checkList(value)
                .or(
                    () ->
                        Stream.of(value.split(",", -1))
                            .map(entry -> each.problem(entry.strip()))
                            .flatMap(Optional::stream)
                            .findFirst()));
  }

  private static Optional<String> checkList(String value) {
    return Stream.of(value.split(",", -1)).anyMatch(String::isBlank)
        ? Optional.of("has an empty entry")
        : Optional.empty();
  }
}
