package dev.vigil.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${file:/path}</code> by the content of that file without surrounding white space,
 * so that a secret is neither in the properties file nor in the environment.
 */
final class FileReferences {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{file:([^}]*)}");

  private FileReferences() {}

  static boolean contains(String value) {
    return REFERENCE.matcher(value).find();
  }

  /** The value with references replaced; empty if one cannot be read, which is reported. */
  static Optional<String> resolve(RawValue raw, Consumer<String> problems) {
    Matcher matcher = REFERENCE.matcher(raw.value());
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String file = matcher.group(1);
      try {
        String content = Files.readString(Path.of(file)).strip();
        matcher.appendReplacement(resolved, Matcher.quoteReplacement(content));
      } catch (IOException | InvalidPathException e) {
        problems.accept(
            "%s: %s: cannot read %s: %s"
                .formatted(raw.provenance(), raw.key(), file, FileReferences.reason(e)));
        return Optional.empty();
      }
    }
    return Optional.of(matcher.appendTail(resolved).toString());
  }

  /** Why a file cannot be read, without the path that most exceptions repeat as their message. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof CharacterCodingException) {
      return "not UTF-8 text";
    }
    if (e instanceof InvalidPathException) {
      return "not a path";
    }
    return String.valueOf(e.getMessage());
  }
}
