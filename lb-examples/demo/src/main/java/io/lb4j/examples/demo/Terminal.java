package io.lb4j.examples.demo;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What this process can know of the terminal it writes to. */
final class Terminal {
  private Terminal() {}

  /** A number of columns and rows. */
  record Size(int columns, int rows) {
    static final Size USUAL = new Size(80, 24);

    private static final Pattern ROWS_COLUMNS = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})");

    /** What {@code stty size} prints: rows, then columns; null if it is something else. */
    static @Nullable Size parse(@Nullable String answer) {
      Matcher numbers = ROWS_COLUMNS.matcher(answer == null ? "" : answer);
      return numbers.matches()
          ? new Size(Integer.parseInt(numbers.group(2)), Integer.parseInt(numbers.group(1)))
          : null;
    }
  }

  /** True if a person looks at it who wants colours and movement. */
  static boolean isLively(Map<String, String> environment, boolean interactive) {
    return interactive
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /**
   * True if standard input and output are a terminal. From JDK 22 on there may be a console where
   * there is no terminal, and the console can be asked; before, there was neither.
   */
  @SuppressWarnings("SystemConsoleNull") // we know, and ask it
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException before22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Asks the terminal; costs a short process. */
  static Size size() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(stty.getInputStream(), StandardCharsets.US_ASCII))) {
        Size size = Size.parse(answer.readLine());
        return size == null ? Size.USUAL : size;
      }
    } catch (IOException noShell) {
      return Size.USUAL;
    }
  }
}
