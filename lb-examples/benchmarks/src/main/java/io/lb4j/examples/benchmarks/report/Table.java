package io.lb4j.examples.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A Markdown table: the first column is words, all others are figures. */
final class Table {
  static final String NOTHING = "–";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  Table(List<String> titles) {
    columns = titles.size();
    rows.add(List.copyOf(titles));
    List<String> rule = new ArrayList<>(Collections.nCopies(columns, "--:"));
    rule.set(0, "---");
    rows.add(rule);
  }

  void row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException(cells + " (expected: " + columns + " cells)");
    }
    rows.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
    return text.append('\n').toString();
  }

  /** Such as {@code 3.1 (1.2x)}; a tilde in front if iterations disagreed. */
  static String cell(Optional<Measured> measured, Optional<Measured> floor) {
    return measured
        .map(it -> (it.noisy() ? "~" : "") + time(it.cpu()) + ratio(it.cpu(), floor))
        .orElse(NOTHING);
  }

  /** The same for several threads; a dagger behind if they took turns instead of fighting. */
  static String contended(Optional<Measured> measured, Optional<Measured> floor) {
    return cell(measured, floor) + (measured.map(Measured::together).orElse(true) ? "" : " †");
  }

  private static String ratio(double cpu, Optional<Measured> floor) {
    return floor.map(it -> String.format(Locale.ROOT, " (%.1f×)", cpu / it.cpu())).orElse("");
  }

  static String time(double nanos) {
    if (nanos < 1e4) {
      return String.format(Locale.ROOT, nanos < 100 ? "%.1f" : "%,.0f", nanos);
    }
    return nanos < 1e6
        ? String.format(Locale.ROOT, "%.0f µs", nanos / 1e3)
        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }

  static String bytes(Optional<Measured> measured) {
    return measured.map(it -> String.format(Locale.ROOT, "%,.0f", it.bytes())).orElse(NOTHING);
  }
}
