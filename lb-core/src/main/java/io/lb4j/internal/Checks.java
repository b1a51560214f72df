package io.lb4j.internal;

import org.jspecify.annotations.Nullable;

/**
 * Argument checks with one phrase for all of lb4j: {@code name: value (expected: …)}.
 *
 * <p>Exported to the adapters only. Builders call these at once, so that a mistake is reported
 * where it was made.
 */
public final class Checks {
  private Checks() {}

  /** Returns {@code value}, or throws a NullPointerException that names the argument. */
  public static <T> T notNull(@Nullable T value, String name) {
    if (value == null) {
      throw new NullPointerException(name + ": null (expected: a value)");
    }
    return value;
  }

  /** Throws unless {@code valid}; {@code expected} ends the sentence "expected: …". */
  public static void check(boolean valid, String name, @Nullable Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Returns {@code value} if it has at least one character that is not white space. */
  public static String notBlank(@Nullable String value, String name) {
    String text = notNull(value, name);
    check(!text.isBlank(), name, "'" + text + "'", "a name that is not blank");
    return text;
  }

  /**
   * Returns {@code value} if it may stand in a log line: not blank, no line breaks and the like.
   */
  public static String name(@Nullable String value, String name) {
    String text = notBlank(value, name);
    boolean printable = text.chars().noneMatch(Character::isISOControl);
    check(printable, name, "'" + text.replaceAll("\\p{Cntrl}", "?") + "'", "no control characters");
    return text;
  }

  /** Returns {@code value} if it is one or more. */
  public static int positive(int value, String name) {
    check(value >= 1, name, value, ">= 1");
    return value;
  }

  /** Returns {@code value} if it is zero or more. */
  public static int notNegative(int value, String name) {
    check(value >= 0, name, value, ">= 0");
    return value;
  }
}
