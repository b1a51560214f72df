package io.lb4j.balancer;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lb4j.health.CircuitBreakerTracker;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.ProbeResult;
import io.lb4j.load.ResourceReport;
import io.lb4j.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Who is sent through the scenarios: a balancer with a tracker, with or without checks.
 *
 * @param keyed true if requests have one of 1000 keys
 */
record Contender(
    String balancer,
    String tracker,
    boolean keyed,
    Function<ScenarioRun, Balancer> make,
    HealthTracker health,
    boolean checks) {

  /** True if one endpoint must be able to carry all of the requests. */
  boolean pins() {
    return balancer.equals("pinUntilError");
  }

  static final Contender DEFAULT =
      of("adaptive", false, run -> Adaptive.of(Duration.ofSeconds(1), run.dice));

  private static Contender of(
      String balancer, boolean keyed, Function<ScenarioRun, Balancer> make) {
    return new Contender(balancer, "standard", keyed, make, HealthTracker.standard(), false);
  }

  private static Contender dicy(
      String balancer, Function<Supplier<RandomGenerator>, Balancer> make) {
    return of(balancer, false, run -> make.apply(run.dice));
  }

  /** Every balancer, with the default tracker. */
  static List<Contender> balancers() {
    return List.of(
        DEFAULT,
        of("roundRobin", false, run -> RoundRobin.startingAt(0)),
        of("weightedRoundRobin", false, run -> WeightedRoundRobin.startingAt(0)),
        dicy("random", RandomChoice::seeded),
        dicy("weightedRandom", WeightedRandom::seeded),
        dicy("leastConnections", LeastConnections::seeded),
        dicy("weightedLeastConnections", LeastConnections::seededWeighted),
        dicy("powerOfTwoChoices", dice -> PowerOfChoices.of(2, dice)),
        dicy("peakEwma", PeakEwma::peak),
        dicy("leastResponseTime", PeakEwma::responseTime),
        of("prequal", false, run -> Prequal.of(at -> probe(run.site(at.id())), run.dice)),
        of(
            "resourceBased",
            false,
            run -> ResourceBased.of(at -> report(run.site(at.id())), null, run.dice)),
        of("consistentHash", true, run -> RingChoice.seeded(RingPlan.CONSISTENT, run.dice)),
        of("boundedLoadHash", true, run -> BoundedLoad.seeded(0.25, run.dice)),
        of("rendezvous", true, run -> RingChoice.seeded(RingPlan.RENDEZVOUS, run.dice)),
        of("maglev", true, run -> RingChoice.seeded(RingPlan.MAGLEV, run.dice)),
        of("sticky(random)", true, run -> Balancers.sticky(RandomChoice.seeded(run.dice))),
        dicy(
            "pinUntilError", dice -> PinUntilError.seeded(Duration.ofMinutes(10).toNanos(), dice)));
  }

  /** The default balancer, with every tracker. */
  static List<Contender> trackers() {
    return List.of(
        with("none", HealthTracker.none(), false),
        with("consecutiveFailures(5)", HealthTracker.consecutiveFailures(5), false),
        with("outlierDetection", HealthTracker.outlierDetection().build(), false),
        with("circuit breaker", breaker(), false),
        with("standard and checks", HealthTracker.standard(), true));
  }

  private static Contender with(String tracker, HealthTracker health, boolean checks) {
    return new Contender(DEFAULT.balancer, tracker, DEFAULT.keyed, DEFAULT.make, health, checks);
  }

  private static HealthTracker breaker() {
    return CircuitBreakerTracker.of(
        CircuitBreakerConfig.custom()
            .slidingWindowSize(50)
            .minimumNumberOfCalls(20)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(10))
            .permittedNumberOfCallsInHalfOpenState(3)
            .build());
  }

  private static CompletableFuture<ProbeResult> probe(Simulation.Site site) {
    return site.isSilent()
        ? new CompletableFuture<>()
        : CompletableFuture.completedFuture(new ProbeResult(site.open(), site.latencyNow()));
  }

  private static ResourceReport report(Simulation.Site site) {
    return site.isSilent() ? null : ResourceReport.of(site.busy(), 0);
  }
}
