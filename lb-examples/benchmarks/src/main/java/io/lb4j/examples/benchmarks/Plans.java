package io.lb4j.examples.benchmarks;

import io.lb4j.examples.benchmarks.pick.Contender;
import io.lb4j.examples.benchmarks.pick.Contenders;
import io.lb4j.examples.benchmarks.ring.RingContender;
import io.lb4j.examples.benchmarks.ring.RingContenders;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What is measured in which mode, in order. */
final class Plans {
  private static final int BUILDS = 2; // times the usual iteration, as a build takes milliseconds
  private static final int ONCE = 1;
  private static final String OURS = "lb4j";

  private Plans() {}

  static List<Plan> of(Mode mode, Predicate<String> wanted) {
    List<Plan> plans = new ArrayList<>();
    for (Contender contender : Contenders.all()) {
      if (wanted.test(contender.name())) {
        picks(mode, contender.name(), plans);
      }
    }
    for (RingContender<?> contender : RingContenders.all()) {
      if (wanted.test(contender.name())) {
        rings(mode, contender, plans);
      }
    }
    return plans;
  }

  private static void picks(Mode mode, String name, List<Plan> plans) {
    int[] alone = {3, 10, 100, 1000};
    int[] contended = {10, 1000};
    if (mode == Mode.QUICK) {
      alone = name.startsWith(OURS) ? new int[] {10, 1000} : new int[] {10};
      contended = new int[] {10};
    }
    plans.add(new Plan(PickBenchmark.class, "policy", name, 1, mode.iterationMillis, alone));
    plans.add(new Plan(PickBenchmark.class, "policy", name, 2, mode.iterationMillis, contended));
  }

  private static void rings(Mode mode, RingContender<?> contender, List<Plan> plans) {
    boolean quick = mode == Mode.QUICK;
    int[] sizes = quick ? new int[] {1000} : new int[] {10, 100, 1000};
    plans.add(ring(RingBenchmark.class, contender, mode.iterationMillis, sizes));
    if (contender.buildable()) {
      plans.add(ring(RingBuildBenchmark.class, contender, BUILDS * mode.iterationMillis, sizes));
      plans.add(ring(RingMemoryBenchmark.class, contender, ONCE, sizes));
    }
    if (RingContenders.balancerNames().contains(contender.name())) {
      plans.add(ring(RingRebuildBenchmark.class, contender, BUILDS * mode.iterationMillis, 10_000));
    }
    if (changes(contender, quick)) {
      plans.add(ring(RingChangeBenchmark.class, contender, BUILDS * mode.iterationMillis, 1000));
    }
  }

  private static boolean changes(RingContender<?> contender, boolean quick) {
    String name = contender.name();
    return name.startsWith(OURS)
        && contender.buildable()
        && (!quick || name.endsWith("consistent") || name.endsWith("maglev"));
  }

  private static Plan ring(
      Class<?> benchmark, RingContender<?> contender, int millis, int... sizes) {
    return new Plan(benchmark, "ring", contender.name(), 1, millis, sizes);
  }
}
