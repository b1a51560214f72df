package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Simulation;
import io.lb4j.testing.Simulation.Mode;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The real load balancer among ten simulated endpoints of four workers each, 10 ms of lognormal
 * service, at half load: 2000 requests a second for 30 s, of which the first 10 warm up; n = 40
 * 000. One attempt for each request, so nothing hides behind a retry. Seed 5 for all dice.
 */
class ScenarioTest {
  private static final long SEED = 5;
  private static final double RATE = 2_000;
  private static final Duration FAULT = Duration.ofSeconds(10);
  private static final Duration LENGTH = Duration.ofSeconds(30);
  private static final HealthTracker STANDARD = HealthTracker.consecutiveFailures(5);

  private final Simulation simulation = new Simulation(SEED).warmUp(FAULT);
  private final EndpointSource.Mutable source = EndpointSource.mutable(endpoints(10));

  private static Endpoint[] endpoints(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Endpoint.named("e" + i))
        .toArray(Endpoint[]::new);
  }

  private static Balancer adaptive(Supplier<RandomGenerator> dice) {
    return Adaptive.of(Duration.ofSeconds(1), dice);
  }

  private void run(Function<Supplier<RandomGenerator>, Balancer> balancer, HealthTracker health) {
    Supplier<RandomGenerator> dice = Dice.seeded(SEED);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(balancer.apply(dice))
            .health(health)
            .slowStart(Duration.ZERO) // the balancer alone
            .ticker(simulation.ticker())
            .random(dice)
            .build();
    simulation.run(orders, RATE, LENGTH);
  }

  private void break3(Mode mode) {
    simulation.at(FAULT, () -> simulation.site("e3").mode(mode));
  }

  /**
   * Expected: three failures, then a canary a second at most, 20 of 40 000; ten times that allowed.
   */
  @Test
  void aBlackHoleGetsNextToNothing() {
    break3(Mode.FAILS_FAST);
    run(ScenarioTest::adaptive, STANDARD);
    assertThat(simulation.failedShare()).isBetween(0.0, 0.005);
  }

  @Test
  void aBlackHoleGetsNextToNothingWithoutHealthTracking() {
    break3(Mode.FAILS_FAST);
    run(ScenarioTest::adaptive, HealthTracker.none());
    assertThat(simulation.failedShare()).isBetween(0.0, 0.002);
  }

  /** What the price of errors is worth: by requests in flight alone, the black hole looks idle. */
  @Test
  void leastConnectionsFallsIntoTheBlackHole() {
    break3(Mode.FAILS_FAST);
    run(LeastConnections::seeded, HealthTracker.none());
    assertThat(simulation.failedShare()).isGreaterThan(0.2);
  }

  @Test
  void peakEwmaAndResponseTimeDoNotFallIntoTheBlackHole() {
    break3(Mode.FAILS_FAST);
    run(PeakEwma::peak, HealthTracker.none());
    assertThat(simulation.failedShare()).isLessThan(0.01);
  }

  @Test
  void leastResponseTimeDoesNotFallIntoTheBlackHole() {
    break3(Mode.FAILS_FAST);
    run(PeakEwma::responseTime, HealthTracker.none());
    assertThat(simulation.failedShare()).isLessThan(0.01);
  }

  /** Four of ten can serve 1600 a second: 20 % must fail, or wait; 25 % are allowed. */
  @Test
  void sixBlackHolesOfTenAreFarFromATie() {
    simulation.at(
        FAULT,
        () -> IntStream.range(0, 6).forEach(i -> simulation.site("e" + i).mode(Mode.FAILS_FAST)));
    run(ScenarioTest::adaptive, HealthTracker.none());
    assertThat(simulation.failedShare()).isLessThan(0.25);
  }

  /** About five, by the time their age tells; then nothing but canaries. */
  @Test
  void aHungEndpointGetsAFewRequests() {
    break3(Mode.HANGS);
    run(ScenarioTest::adaptive, HealthTracker.none());
    assertThat(simulation.site("e3").requests()).isBetween(1, 20);
    assertThat(simulation.site("e3").mostOpen()).isLessThan(12);
  }

  /** A fair share would be 10 %, one by speed 1 %. */
  @Test
  void aSlowEndpointGetsLittle() {
    simulation.site("e3").slowness(10);
    run(ScenarioTest::adaptive, STANDARD);
    assertThat(simulation.share("e3")).isBetween(0.0001, 0.01);
    assertThat(simulation.failedShare()).isZero();
  }

  /** Eleven share 2000 a second with 2.0 in flight each; a flood would be dozens. */
  @Test
  void aNewEndpointIsNotFlooded() {
    simulation.at(FAULT, () -> source.update(List.of(endpoints(11))));
    run(ScenarioTest::adaptive, STANDARD);
    assertThat(simulation.site("e10").mostOpen()).isLessThan(20);
    assertThat(simulation.share("e10")).isBetween(0.06, 0.12);
  }

  /**
   * Broken from 10 s to 15 s; a tenth of what is sent in the last 15 s is a twentieth to a tenth.
   */
  @Test
  void aRecoveredEndpointIsUsedAgain() {
    break3(Mode.FAILS_FAST);
    simulation.at(Duration.ofSeconds(15), () -> simulation.site("e3").mode(Mode.WORKS));
    run(ScenarioTest::adaptive, HealthTracker.none());
    assertThat(simulation.share("e3")).isGreaterThan(0.03);
  }

  @Test
  void anEndpointThatIsFastAgainIsUsedAgain() {
    simulation.site("e3").slowness(10);
    simulation.at(FAULT, () -> simulation.site("e3").slowness(1));
    run(ScenarioTest::adaptive, STANDARD);
    assertThat(simulation.share("e3")).isGreaterThan(0.02);
  }

  /**
   * A bug of the application: nobody is to blame, so nobody is shunned; 10 % each, five allowed.
   */
  @Test
  void errorsEverywhereLeaveAllInUse() {
    simulation.at(
        FAULT,
        () ->
            IntStream.range(0, 10)
                .forEach(i -> simulation.site("e" + i).mode(Mode.FAILS_SOMETIMES)));
    run(ScenarioTest::adaptive, HealthTracker.none());
    for (int i = 0; i < 10; i++) {
      assertThat(simulation.share("e" + i)).as("e%d", i).isBetween(0.05, 0.15);
    }
  }

  @Test
  void anEndpointThatFailsSometimesGetsLittle() {
    break3(Mode.FAILS_SOMETIMES);
    run(ScenarioTest::adaptive, HealthTracker.none());
    assertThat(simulation.share("e3")).isLessThan(0.02);
  }
}
