package io.lb4j.examples.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said in the end. */
final class Summary {
  private final List<ActReport> acts;
  private final Reading total;
  private final Optional<String> firstFailure;
  private final String noSql;

  /**
   * Says it of these acts.
   *
   * @param firstFailure what made something fail in the end
   * @param noSql why there were no reads, if there were none
   */
  Summary(List<ActReport> acts, Reading total, Optional<String> firstFailure, String noSql) {
    this.acts = acts;
    this.total = total;
    this.firstFailure = firstFailure;
    this.noSql = noSql;
  }

  /** True if nothing was lost and nothing failed. */
  boolean isGood() {
    return total.lost() == 0 && total.failed() == 0;
  }

  /** A row for each act, and what is needed to read them rightly. */
  void print(PrintStream out) {
    TextTable table =
        new TextTable(
            "act", "requests", "lost", "p50", "p99", "reads", "writes", "failed", "share moved");
    acts.forEach(report -> add(table, report.act().word(), report.reading(), report.moved()));
    add(table, "total", total, "");
    out.println();
    table.lines().forEach(out::println);
    out.println();
    notes().forEach(out::println);
  }

  private static void add(TextTable table, String word, Reading reading, String moved) {
    table.add(
        word,
        Long.toString(reading.requests().total()),
        Long.toString(reading.lost()),
        Line.decimal(reading.requests().p50(), "-"),
        Line.decimal(reading.requests().p99(), "-"),
        Long.toString(reading.reads().total()),
        Long.toString(reading.writes().total()),
        Long.toString(reading.failed()),
        moved);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add("p50 and p99: milliseconds of a request, all its attempts together.");
    if (total.reads().total() > 0) {
      notes.add(
          "Reads: p50 %s ms, p99 %s ms; the application repeated %d of them."
              .formatted(
                  Line.decimal(total.reads().p50(), "-"),
                  Line.decimal(total.reads().p99(), "-"),
                  total.repeated()));
    } else {
      notes.add("No reads: " + noSql + ".");
    }
    if (isGood()) {
      long moved = failedAttempts() - total.repeated();
      notes.add(moved + " attempts failed on one endpoint; lb4j made them again on another.");
    }
    firstFailure.ifPresent(failure -> notes.add("The first failure: " + failure));
    return notes;
  }

  private long failedAttempts() {
    return total.endpoints().values().stream().mapToLong(Attempts::failed).sum();
  }

  /** The line that comes last. */
  String lastLine() {
    return "demo: "
        + total.requests().total()
        + " requests, "
        + total.lost()
        + " lost, "
        + total.reads().total()
        + " reads, "
        + total.writes().total()
        + " writes, "
        + total.failed()
        + " failed";
  }
}
