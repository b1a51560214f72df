package io.lb4j.examples.benchmarks.report;

import io.lb4j.examples.benchmarks.pick.Contender;
import io.lb4j.examples.benchmarks.pick.Contenders;
import io.lb4j.examples.benchmarks.pick.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Picks: a table for each kind, its floors on top. */
final class PickTables {
  static final String PICK = "PickBenchmark.pick";
  private static final int TYPICAL = 10;

  private final Measurements measurements;

  PickTables(Measurements measurements) {
    this.measurements = measurements;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Kind kind : Kind.values()) {
      text.append("### ").append(kind.title()).append("\n\n").append(table(kind));
    }
    return text.toString();
  }

  private Table table(Kind kind) {
    Table table = new Table(titles());
    Set<String> names = new LinkedHashSet<>();
    if (kind != Kind.FLOOR) {
      names.add(kind.floor(1));
      names.add(kind.floor(2));
    }
    for (Contender contender : Contenders.all()) {
      if (contender.kind() == kind) {
        names.add(contender.name());
      }
    }
    names.forEach(name -> table.row(row(name, kind)));
    return table;
  }

  private List<String> titles() {
    List<String> titles = new ArrayList<>(List.of("ns"));
    for (int threads = 1; threads <= 2; threads++) {
      for (int n : measurements.sizes(PICK, threads)) {
        titles.add((threads == 1 ? "n = " : "2 threads, n = ") + n);
      }
    }
    titles.add("B/op");
    return titles;
  }

  private List<String> row(String name, Kind kind) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (int threads = 1; threads <= 2; threads++) {
      for (int n : measurements.sizes(PICK, threads)) {
        Optional<Measured> floor =
            kind == Kind.FLOOR
                ? Optional.empty()
                : measurements.get(PICK, kind.floor(threads), threads, floorSize(kind, threads, n));
        Optional<Measured> figure = measurements.get(PICK, name, threads, n);
        cells.add(threads == 1 ? Table.cell(figure, floor) : Table.contended(figure, floor));
      }
    }
    cells.add(Table.bytes(measurements.get(PICK, name, 1, TYPICAL)));
    return cells;
  }

  /** Quick runs measure floors at one size; they hardly depend on it. */
  private int floorSize(Kind kind, int threads, int n) {
    return measurements.get(PICK, kind.floor(threads), threads, n).isPresent() ? n : TYPICAL;
  }
}
