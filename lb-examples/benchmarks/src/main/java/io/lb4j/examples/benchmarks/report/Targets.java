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
  private static final String OURS = "lb4j ";
  private static final int SMALL = 10;
  private static final int MEDIUM = 100;
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
    all.add(allocation("any pick", false, 0));
    all.add(allocation("any acquire and success: the lease", true, LEASE_BYTES));
    return all;
  }

  private static Target floor(String policy, int threads, double limit) {
    String name = OURS + policy;
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
        all -> cpu(all, OURS + policy, threads));
  }

  /** 1000 endpoints cost what 10 do; for those that scan small sets, what 100 do. */
  private static List<Target> flat() {
    return Contenders.all().stream()
        .filter(it -> it.name().startsWith(OURS))
        .map(it -> flat(it.name(), it.scansSmallSets() ? MEDIUM : SMALL))
        .toList();
  }

  private static Target flat(String name, int size) {
    return new Target(
        name.substring(OURS.length()) + ", n = 1000 against n = " + size,
        1.3,
        TIMES,
        all ->
            ratio(
                pick(all, name, 1, LARGE, Measured::cpu), pick(all, name, 1, size, Measured::cpu)));
  }

  private static Target lookup(String ring, double limit) {
    String floor = RingContenders.named(OURS + ring).floor();
    return new Target(
        ring + " ring, lookup, n = 1000, against its floor",
        limit,
        TIMES,
        all ->
            ratio(
                ring(all, RingTables.LOOKUP, OURS + ring, Measured::cpu),
                ring(all, RingTables.LOOKUP, floor, Measured::cpu)));
  }

  private static Target build() {
    return new Target(
        "consistent ring, 1000 × 160 points, build",
        12,
        "%.1f ms",
        all -> ring(all, RingTables.BUILD, OURS + "consistent", it -> it.cpu() / 1e6));
  }

  private static Target memory() {
    return new Target(
        "consistent ring, 1000 × 160 points, kept for each node",
        1400,
        BYTES,
        all -> ring(all, RingTables.MEMORY, OURS + "consistent", Measured::bytesPerNode));
  }

  /** The most that any of them allocates. */
  private static Target allocation(String what, boolean acquire, int limit) {
    return new Target(
        what + ", allocation",
        limit,
        BYTES,
        all ->
            Contenders.all().stream()
                .filter(it -> it.name().startsWith(OURS))
                .filter(it -> (it.kind() == Kind.ACQUIRE) == acquire)
                .map(it -> pick(all, it.name(), 1, SMALL, found -> Math.rint(found.bytes())))
                .flatMapToDouble(OptionalDouble::stream)
                .max());
  }

  private static OptionalDouble cpu(Measurements all, String name, int threads) {
    return pick(all, name, threads, SMALL, Measured::cpu);
  }

  private static OptionalDouble pick(
      Measurements all, String name, int threads, int n, ToDoubleFunction<Measured> value) {
    return all.get(PickTables.PICK, name, threads, n)
        .filter(it -> threads == 1 || it.together())
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
