package io.lb4j.examples.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A bar that was set before anything was measured, and what became of it.
 *
 * @param what in words
 * @param limit the most that is allowed
 * @param format how limit and figure are written
 * @param figure reads it from a run; empty if it was not measured
 */
record Target(
    String what, double limit, String format, Function<Measurements, OptionalDouble> figure) {

  List<String> row(Measurements measurements) {
    OptionalDouble measured = figure.apply(measurements);
    String bar = "≤ " + String.format(Locale.ROOT, format, limit);
    if (measured.isEmpty()) {
      return List.of(what, bar, Table.NOTHING, "not measured");
    }
    return List.of(
        what,
        bar,
        String.format(Locale.ROOT, format, measured.getAsDouble()),
        measured.getAsDouble() <= limit ? "holds" : "**missed**");
  }
}
