package io.lb4j.examples.benchmarks.report;

import io.lb4j.examples.benchmarks.pick.Contenders;
import io.lb4j.examples.benchmarks.pick.Kind;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The bars: no slower than these multiples of the floor, at these sizes. */
final class Targets {
  private static final String TIMES = "%.2f×";
  private static final String NANOS = "%.1f ns";
  private static final String BYTES = "%.0f B";
  private static final int SMALL = 10;
  private static final int LARGE = 1000;
  private static final int LEASE_BYTES = 40;

  private Targets() {}

  static String table(Measurements measurements) {
    Table table = new Table(List.of("target", "bar", "measured", "verdict"));
    all().forEach(target -> table.row(target.row(measurements)));
    return table.toString();
  }

  private static List<Target> all() {
    List<Target> all = new ArrayList<>();
    all.add(floor("roundRobin", 1, 1.3));
    all.add(floor("roundRobin", 2, 2));
    all.add(floor("random", 2, 2));
    for (String weighted : List.of("weightedRoundRobin", "weightedRandom")) {
      all.add(nanos(weighted, 1, 7));
      all.add(nanos(weighted, 2, 10));
    }
    all.add(floor("powerOfTwoChoices", 1, 1.5));
    all.add(floor("powerOfTwoChoices", 2, 1.3));
    all.add(nanos("peakEwma", 1, 75));
    all.add(nanos("adaptive", 1, 120));
    flat().forEach(all::add);
    all.add(lookup("consistent", 1.5));
    all.add(lookup("maglev", 1.3));
    all.add(build());
    all.add(memory());
    allocations().forEach(all::add);
    return all;
  }

  private static Target floor(String policy, int threads, double limit) {
    String name = "lb4j " + policy;
    return new Target(
        policy + ", " + threads + (threads == 1 ? " thread" : " threads") + ", against its floor",
        limit,
        TIMES,
        all -> ratio(cpu(all, name, threads), cpu(all, kind(name).floor(threads), threads)));
  }

  private static Kind kind(String name) {
    return Contenders.named(name).kind();
  }

  private static Target nanos(String policy, int threads, double limit) {
    return new Target(
        policy + ", " + threads + (threads == 1 ? " thread" : " threads"),
        limit,
        NANOS,
        all -> cpu(all, "lb4j " + policy, threads));
  }

  /** Every policy that is not a full scan costs the same for 1000 endpoints as for 10. */
  private static List<Target> flat() {
    return Contenders.all().stream()
        .filter(it -> it.name().startsWith("lb4j") && !it.scans())
        .map(
            it ->
                new Target(
                    it.name().substring(5) + ", n = 1000 against n = 10",
                    1.3,
                    TIMES,
                    all ->
                        ratio(
                            pick(all, it.name(), 1, LARGE, Measured::cpu), cpu(all, it.name(), 1))))
        .toList();
  }

  private static Target lookup(String ring, double limit) {
    String floor = RingContenders.named("lb4j " + ring).floor();
    return new Target(
        ring + " ring, lookup, n = 1000, against its floor",
        limit,
        TIMES,
        all ->
            ratio(
                ring(all, RingTables.LOOKUP, "lb4j " + ring, Measured::cpu),
                ring(all, RingTables.LOOKUP, floor, Measured::cpu)));
  }

  private static Target build() {
    return new Target(
        "consistent ring, 1000 × 160 points, build",
        12,
        "%.1f ms",
        all -> ring(all, RingTables.BUILD, "lb4j consistent", it -> it.cpu() / 1e6));
  }

  private static Target memory() {
    return new Target(
        "consistent ring, 1000 × 160 points, kept for each node",
        1400,
        BYTES,
        all -> ring(all, RingTables.MEMORY, "lb4j consistent", Measured::bytesPerNode));
  }

  private static List<Target> allocations() {
    return Contenders.all().stream()
        .filter(it -> it.name().startsWith("lb4j"))
        .map(
            it ->
                new Target(
                    it.name().substring(5) + ", allocation",
                    it.kind() == Kind.ACQUIRE ? LEASE_BYTES : 0,
                    BYTES,
                    all -> pick(all, it.name(), 1, SMALL, found -> Math.rint(found.bytes()))))
        .toList();
  }

  private static OptionalDouble cpu(Measurements all, String name, int threads) {
    return pick(all, name, threads, SMALL, Measured::cpu);
  }

  private static OptionalDouble pick(
      Measurements all, String name, int threads, int n, ToDoubleFunction<Measured> value) {
    return all.get(PickTables.PICK, name, threads, n)
        .map(it -> OptionalDouble.of(value.applyAsDouble(it)))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble ring(
      Measurements all, String benchmark, String name, ToDoubleFunction<Measured> value) {
    return all.get(benchmark, name, 1, LARGE)
        .map(it -> OptionalDouble.of(value.applyAsDouble(it)))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble ratio(OptionalDouble figure, OptionalDouble floor) {
    return figure.isPresent() && floor.isPresent()
        ? OptionalDouble.of(figure.getAsDouble() / floor.getAsDouble())
        : OptionalDouble.empty();
  }
}
