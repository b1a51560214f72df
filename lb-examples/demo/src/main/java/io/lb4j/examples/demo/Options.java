package io.lb4j.examples.demo;

import java.util.List;

/**
 * What the command line asks for.
 *
 * @param look how to show what happens
 * @param pace length of the acts relative to the usual; waits and time limits stay as they are
 * @param sql with the database half, where there is a PostgreSQL for this platform
 * @param help only explain the options
 */
record Options(Look look, double pace, boolean sql, boolean help) {
  static final String USAGE =
      """
      The lb4j demo: real servers, a real PostgreSQL cluster, and their bad days.

        mvn -q                                          run it
        mvn -q compile exec:java -Dexec.args="..."      run it with options:

        --live        colours and movement, even if this does not look like a terminal
        --plain       plain lines, even if it does
        --fast        acts of a quarter of the usual length
        --http-only   without PostgreSQL
        --help        this text
      """;

  private static final Options STANDARD = new Options(Look.AUTOMATIC, 1, true, false);
  private static final double FAST = 0.25;

  /** How to show what happens. */
  enum Look {
    AUTOMATIC,
    PLAIN,
    LIVE
  }

  /**
   * Reads the command line; the last of two that contradict each other holds.
   *
   * @throws IllegalArgumentException if an option is not known
   */
  static Options parse(String... arguments) {
    Options options = STANDARD;
    for (String argument : List.of(arguments)) {
      options = options.with(argument);
    }
    return options;
  }

  private Options with(String argument) {
    return switch (argument) {
      case "--live" -> new Options(Look.LIVE, pace, sql, help);
      case "--plain" -> new Options(Look.PLAIN, pace, sql, help);
      case "--fast" -> new Options(look, FAST, sql, help);
      case "--http-only" -> new Options(look, pace, false, help);
      case "--help", "-h" -> new Options(look, pace, sql, true);
      default ->
          throw new IllegalArgumentException(
              "option: "
                  + argument
                  + " (expected: --live, --plain, --fast, --http-only or --help)");
    };
  }
}
