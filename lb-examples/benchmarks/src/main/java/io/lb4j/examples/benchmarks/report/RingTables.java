package io.lb4j.examples.benchmarks.report;

import io.lb4j.examples.benchmarks.ring.RingContender;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rings: looking up, building, changing, and what they keep. */
final class RingTables {
  static final String LOOKUP = "RingBenchmark.lookup";
  static final String BUILD = "RingBuildBenchmark.build";
  static final String MEMORY = "RingMemoryBenchmark.weigh";
  private static final String WITH = "RingChangeBenchmark.with";
  private static final String WITHOUT = "RingChangeBenchmark.without";
  private static final List<String> REBUILDS = List.of("goes", "returns", "ramps");
  private static final int LARGE = 1000;
  private static final int HUGE = 10_000;

  private final Measurements measurements;

  RingTables(Measurements measurements) {
    this.measurements = measurements;
  }

  String lookups() {
    List<String> titles = new ArrayList<>(List.of("ns"));
    measurements.sizes(LOOKUP, 1).forEach(n -> titles.add("n = " + n));
    titles.addAll(List.of("B/op", "floor"));
    Table table = new Table(titles);
    RingContenders.all().forEach(contender -> table.row(lookup(contender)));
    return table.toString();
  }

  private List<String> lookup(RingContender<?> contender) {
    List<String> cells = new ArrayList<>(List.of(contender.name()));
    for (int n : measurements.sizes(LOOKUP, 1)) {
      cells.add(
          Table.cell(
              measurements.get(LOOKUP, contender.name(), 1, n),
              measurements.get(LOOKUP, contender.floor(), 1, n)));
    }
    cells.add(Table.bytes(measurements.get(LOOKUP, contender.name(), 1, LARGE)));
    cells.add(contender.floor().replace("floor: ", ""));
    return cells;
  }

  String builds() {
    List<String> titles = new ArrayList<>(List.of("time"));
    measurements.sizes(BUILD, 1).forEach(n -> titles.add("build, n = " + n));
    titles.addAll(List.of("one more", "one less", "kept, bytes/node"));
    Table table = new Table(titles);
    RingContenders.all().stream()
        .filter(RingContender::buildable)
        .forEach(contender -> table.row(build(contender.name())));
    return table.toString();
  }

  /** What the balancers' pickers cost when one of many nodes goes or returns. */
  String rebuilds() {
    Table table =
        new Table(List.of("time, n = " + HUGE, "one node goes", "it returns", "its weight grows"));
    for (String name : RingContenders.balancerNames()) {
      List<String> cells = new ArrayList<>(List.of(name));
      for (String change : REBUILDS) {
        String benchmark = "RingRebuildBenchmark." + change;
        cells.add(Table.cell(measurements.get(benchmark, name, 1, HUGE), Optional.empty()));
      }
      table.row(cells);
    }
    return table.toString();
  }

  private List<String> build(String name) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (int n : measurements.sizes(BUILD, 1)) {
      cells.add(Table.cell(measurements.get(BUILD, name, 1, n), Optional.empty()));
    }
    cells.add(Table.cell(measurements.get(WITH, name, 1, LARGE), Optional.empty()));
    cells.add(Table.cell(measurements.get(WITHOUT, name, 1, LARGE), Optional.empty()));
    cells.add(
        measurements
            .get(MEMORY, name, 1, LARGE)
            .map(it -> String.format(Locale.ROOT, "%,.0f", it.bytesPerNode()))
            .orElse(Table.NOTHING));
    return cells;
  }
}
