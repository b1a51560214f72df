package io.lb4j.examples.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** For logs and pipes: a line for each act and a table when it ends, in ASCII. */
final class PlainDisplay implements Display {
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final int acts;

  PlainDisplay(PrintStream out, int acts) {
    this.out = out;
    this.acts = acts;
  }

  @Override
  public void begins(int number, Act act) {
    out.println(
        String.format(Locale.ROOT, "%2d/%d %-8s %s", number, acts, act.word(), act.caption()));
  }

  @Override
  public void ended(ActReport report) {
    TextTable table =
        new TextTable("endpoint", "share", "attempts", "failed", "p50 ms", "p99 ms", "state");
    add(table, report.http());
    add(table, report.sql());
    table.lines().forEach(line -> out.println(INDENT + line));
  }

  private static void add(TextTable table, List<Row> rows) {
    for (Row row : rows) {
      Attempts attempts = row.lately();
      table.add(
          row.name(),
          Line.percent(row.share()),
          Long.toString(attempts.total()),
          Long.toString(attempts.failed()),
          Line.decimal(attempts.succeeded().p50(), "-"),
          Line.decimal(attempts.succeeded().p99(), "-"),
          row.state());
    }
  }

  @Override
  public void started(String addresses) {
    out.println(INDENT + addresses);
  }

  @Override
  public void close() {}
}
