package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.PanicPolicy;
import io.lb4j.load.NodeState;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Simulation;
import io.lb4j.testing.Simulation.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold whatever else changes. Ten endpoints of four workers, 10 ms of lognormal service,
 * 2000 requests a second: half of what they can do. The fault begins after 10 s. Fixed seeds.
 */
class ScenarioBarsTest {
  private static final double RATE = 2_000;
  private static final int ENDPOINTS = 10;
  private static final int FAULT = 10; // seconds

  private enum Options {
    DEFAULT,
    CHECKS,
    FAIL_FAST,
    EVEN_THE_LAST,
    FAIL_FAST_EVEN_THE_LAST;

    /**
     * Two shares. If even the last may go, panic ends (or requests begin) as soon as half of the
     * endpoints are back, which means two shares for them, and chance on top; and if requests hung,
     * time-outs of old ones go on for a second, and spoil the picture of who is well.
     */
    double mostLoad(Mode mode) {
      boolean lastMayGo = this == EVEN_THE_LAST || this == FAIL_FAST_EVEN_THE_LAST;
      return mode == Mode.HANGS ? 3 : lastMayGo ? 2.5 : 2;
    }

    LoadBalancer.Builder to(LoadBalancer.Builder builder, Simulation simulation) {
      return switch (this) {
        case DEFAULT -> builder;
        case CHECKS -> builder.probe(simulation.probe(), Duration.ofSeconds(5));
        case FAIL_FAST -> builder.panic(PanicPolicy.failFast(0.5));
        case EVEN_THE_LAST -> builder.ejection(EjectionPolicy.standard().withMinAvailable(0));
        case FAIL_FAST_EVEN_THE_LAST ->
            builder
                .ejection(EjectionPolicy.standard().withMinAvailable(0))
                .panic(PanicPolicy.failFast(0.5));
      };
    }
  }

  /** Counts by the second. */
  private static final class Counts implements Simulation.Observer {
    final Map<String, int[]> sent = new TreeMap<>();
    final int[] worked = new int[400];
    final int[] failed = new int[400];

    @Override
    public void sent(String id, long atNanos) {
      sent.computeIfAbsent(id, any -> new int[400])[(int) (atNanos / 1_000_000_000)]++;
    }

    @Override
    public void ended(long atNanos, boolean success) {
      (success ? worked : failed)[(int) (atNanos / 1_000_000_000)]++;
    }

    double working(int second) {
      return (double) worked[second] / (worked[second] + failed[second]);
    }

    /** In fair shares of all requests, sent or not. */
    double mostLoad(int second) {
      int most = sent.values().stream().mapToInt(each -> each[second]).max().orElse(0);
      return (double) most * ENDPOINTS / RATE;
    }
  }

  private final Counts counts = new Counts();
  private final List<StateChange> ejections = new ArrayList<>();

  private final LoadBalancerListener listener =
      new LoadBalancerListener() {
        @Override
        public void stateChanged(StateChange change) {
          if (change.to() == NodeState.EJECTED) {
            ejections.add(change);
          }
        }
      };

  private void run(Simulation simulation, long seed, Options options, int seconds) {
    Supplier<RandomGenerator> dice = Dice.seeded(seed);
    LoadBalancer.Builder builder =
        LoadBalancer.builder("orders")
            .endpoints(
                IntStream.range(0, ENDPOINTS)
                    .mapToObj(i -> Endpoint.named("e" + i))
                    .toArray(Endpoint[]::new))
            .balancer(Adaptive.of(Duration.ofSeconds(1), dice)) // the default, with these dice
            .closeGrace(Duration.ZERO)
            .listener(listener)
            .ticker(simulation.ticker())
            .scheduler(simulation.scheduler())
            .random(dice);
    try (LoadBalancer orders = options.to(builder, simulation).build()) {
      simulation.observer(counts).run(orders, RATE, Duration.ofSeconds(seconds));
    }
  }

  private static void all(Simulation simulation, int second, Mode mode) {
    simulation.at(
        Duration.ofSeconds(second),
        () -> IntStream.range(0, ENDPOINTS).forEach(i -> simulation.site("e" + i).mode(mode)));
  }

  private static void one(Simulation simulation, Mode mode) {
    simulation.at(Duration.ofSeconds(FAULT), () -> simulation.site("e3").mode(mode));
  }

  /** Seen: 10 of 60 411, 0.02 %. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aBlackHoleFailsHalfAPercentAtMost(long seed) {
    Simulation simulation = new Simulation(seed).warmUp(Duration.ofSeconds(FAULT));
    one(simulation, Mode.FAILS_FAST);
    run(simulation, seed, Options.DEFAULT, 40);
    assertThat(simulation.failedShare()).isBetween(1e-9, 0.005);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"REFUSES", "FAILS_FAST", "FAILS", "HANGS"})
  void ofOneDeadOfTenIdempotentCallsFeelNothing(Mode mode) {
    Simulation simulation = new Simulation(1).idempotent();
    one(simulation, mode);
    run(simulation, 1, Options.DEFAULT, 40);
    assertThat(simulation.site("e3").requests()).isPositive();
    assertThat(simulation.failed()).isZero();
  }

  private static Stream<Arguments> outages() {
    return LongStream.rangeClosed(1, 3)
        .boxed()
        .flatMap(
            seed ->
                Stream.of(Options.values())
                    .flatMap(
                        options ->
                            Stream.of(Mode.REFUSES, Mode.FAILS_FAST, Mode.HANGS)
                                .map(mode -> Arguments.of(options, mode, seed))));
  }

  /**
   * All fail for a minute, then all work: within 10 s nothing fails any more (99.5 % of each
   * second), and no endpoint gets more than two fair shares in any second. Seen: all well after 0
   * s, 1.84 shares with the default options and 1.52 with checks; 4 s and 2.17 with fail fast where
   * even the last may go.
   */
  @ParameterizedTest
  @MethodSource("outages")
  void afterATotalOutageAllIsWellWithinTenSeconds(Options options, Mode mode, long seed) {
    Simulation simulation = new Simulation(seed);
    int well = FAULT + 60;
    int end = well + 60;
    all(simulation, FAULT, mode);
    all(simulation, well, Mode.WORKS);
    run(simulation, seed, options, end);
    int full = end;
    while (counts.working(full - 1) >= 0.995) {
      full--;
    }
    assertThat(counts.working(FAULT + 30)).isLessThan(0.01);
    assertThat(full - well).isBetween(0, 10);
    for (int second = well; second < end; second++) {
      assertThat(counts.mostLoad(second)).as("%d s", second).isLessThan(options.mostLoad(mode));
    }
  }

  /**
   * Three of ten requests fail, for two minutes: n = 240 000 for each seed. Only when it begins,
   * and little is known, chance may take one for broken; without the guard, five go at once.
   */
  @ParameterizedTest
  @CsvSource({"DEFAULT, 1", "DEFAULT, 2", "DEFAULT, 3", "CHECKS, 1", "CHECKS, 2", "CHECKS, 3"})
  void aCommonFaultEjectsOneAtMost(Options options, long seed) {
    Simulation simulation = new Simulation(seed);
    all(simulation, FAULT, Mode.FAILS_SOMETIMES);
    run(simulation, seed, options, 130);
    assertThat(ejections).filteredOn(each -> each.from().isInService()).hasSizeLessThan(2);
  }
}
