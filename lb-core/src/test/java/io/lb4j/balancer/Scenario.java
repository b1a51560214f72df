package io.lb4j.balancer;

import io.lb4j.testing.Simulation.Mode;
import java.time.Duration;
import java.util.function.Consumer;

/** What goes wrong, from 5 s to 20 s of a run, and among how many endpoints. */
enum Scenario {
  REFUSING("One endpoint dead", "it refuses connections", 10, is(1, Mode.REFUSES)),
  FAILING("One endpoint broken", "it fails, after the usual time", 10, is(1, Mode.FAILS)),
  BLACK_HOLE("Black hole", "one endpoint fails in 1 ms", 10, is(1, Mode.FAILS_FAST)),
  HUNG("Hung", "one endpoint never answers, callers give up after 1 s", 10, is(1, Mode.HANGS)),
  SLOW("Slow", "one endpoint takes ten times as long", 10, Scenario::slow),
  FLAPPING("Flapping", "one endpoint is a black hole every other second", 10, Scenario::flap),
  COLD("Cold start", "an eleventh joins, for 5 s five times slower", 10, Scenario::join),
  TWO_OF_FIVE("Two of five dead", "they refuse connections", 5, is(2, Mode.REFUSES)),
  ALL("All dead, and back", "all refuse connections", 10, is(10, Mode.REFUSES)),
  HALF_REMOVED("Half the fleet removed", "by discovery, and back", 10, Scenario::remove),
  NO_DISCOVERY("Discovery outage", "its source fails every second, to the end", 10, Scenario::mute),
  PARTITION("Partition of a zone", "a third of the endpoints never answers", 9, is(3, Mode.HANGS)),
  COMMON("Common fault", "30 % of the requests fail, everywhere", 10, is(10, Mode.FAILS_SOMETIMES));

  static final Duration BEGIN = Duration.ofSeconds(5);
  static final Duration END = Duration.ofSeconds(20);

  final String title;
  final String what;
  final int endpoints;
  private final Consumer<ScenarioRun> plan;

  Scenario(String title, String what, int endpoints, Consumer<ScenarioRun> plan) {
    this.title = title;
    this.what = what;
    this.endpoints = endpoints;
    this.plan = plan;
  }

  void plan(ScenarioRun run) {
    plan.accept(run);
  }

  /** True if one can tell the bad ones from the rest. */
  boolean isPartial() {
    return this != ALL && this != NO_DISCOVERY && this != COMMON;
  }

  private static Consumer<ScenarioRun> is(int bad, Mode mode) {
    return run -> {
      run.simulation.at(
          BEGIN,
          () -> {
            run.blameBusiest(bad);
            run.bad().forEach(site -> site.mode(mode));
          });
      run.simulation.at(END, () -> run.bad().forEach(site -> site.mode(Mode.WORKS)));
    };
  }

  private static void slow(ScenarioRun run) {
    run.simulation.at(
        BEGIN,
        () -> {
          run.blameBusiest(1);
          run.bad().forEach(site -> site.slowness(10));
        });
    run.simulation.at(END, () -> run.bad().forEach(site -> site.slowness(1)));
  }

  private static void flap(ScenarioRun run) {
    run.simulation.at(BEGIN, () -> run.blameBusiest(1));
    for (long second = BEGIN.toSeconds(); second < END.toSeconds(); second += 2) {
      run.simulation.at(
          Duration.ofSeconds(second), () -> run.bad().forEach(site -> site.mode(Mode.FAILS_FAST)));
      run.simulation.at(
          Duration.ofSeconds(second + 1), () -> run.bad().forEach(site -> site.mode(Mode.WORKS)));
    }
  }

  private static void join(ScenarioRun run) {
    run.simulation.at(
        BEGIN,
        () -> {
          run.join("e10");
          run.bad().forEach(site -> site.slowness(5));
        });
    run.simulation.at(BEGIN.plusSeconds(5), () -> run.bad().forEach(site -> site.slowness(1)));
  }

  private static void remove(ScenarioRun run) {
    run.simulation.at(
        BEGIN,
        () -> {
          run.blameBusiest(run.ids().size() / 2);
          run.removeBad();
        });
    run.simulation.at(END, run::restoreAll);
  }

  private static void mute(ScenarioRun run) {
    for (long second = 5; second < ScenarioRun.LENGTH.toSeconds(); second++) {
      run.simulation.at(Duration.ofSeconds(second), run::failDiscovery);
    }
  }
}
