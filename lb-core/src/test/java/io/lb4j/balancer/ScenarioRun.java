package io.lb4j.balancer;

import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.NodeState;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One contender in one scenario: 80 s at 50 requests a second for each endpoint, which has two
 * workers and takes 10 ms in the mean: a quarter of what it could do.
 */
final class ScenarioRun implements Simulation.Observer, LoadBalancerListener {
  static final long SEED = 5;
  static final Duration LENGTH = Duration.ofSeconds(80);
  static final double RATE_OF_EACH = 50;
  static final long BIN_NANOS = Duration.ofMillis(100).toNanos();
  static final int BINS = (int) (LENGTH.toNanos() / BIN_NANOS);

  final Simulation simulation = new Simulation(SEED).observer(this);
  final Supplier<RandomGenerator> dice = Dice.seeded(SEED + 1);
  final Map<String, int[]> sent = new HashMap<>();
  final int[] worked = new int[BINS];
  final int[] failed = new int[BINS];
  int ejections;

  private final Scenario scenario;
  private final List<String> ids = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private EndpointSource.Subscriber subscriber;

  private ScenarioRun(Scenario scenario) {
    this.scenario = scenario;
    for (int i = 0; i < scenario.endpoints; i++) {
      ids.add("e" + i);
    }
  }

  static ScenarioFigures of(Contender contender, Scenario scenario) {
    ScenarioRun run = new ScenarioRun(scenario);
    run.go(contender);
    return ScenarioFigures.of(run, scenario);
  }

  private void go(Contender contender) {
    if (contender.keyed()) {
      PickContext[] keys =
          IntStream.range(0, 1000)
              .mapToObj(i -> PickContext.key("user:" + i))
              .toArray(PickContext[]::new);
      SplittableRandom which = new SplittableRandom(SEED + 2);
      simulation.contexts(() -> keys[which.nextInt(keys.length)]);
    }
    LoadBalancer.Builder builder =
        LoadBalancer.builder("orders")
            .source(this::subscribe)
            .balancer(contender.make().apply(this))
            .health(contender.health())
            .closeGrace(Duration.ZERO)
            .listener(this)
            .ticker(simulation.ticker())
            .scheduler(simulation.scheduler())
            .random(dice);
    if (contender.checks()) {
      builder.probe(simulation.probe(), Duration.ofSeconds(5));
    }
    try (LoadBalancer orders = builder.build()) {
      scenario.plan(this);
      double rate = RATE_OF_EACH * scenario.endpoints;
      simulation.run(orders, contender.pins() ? rate / scenario.endpoints : rate, LENGTH);
    }
  }

  private EndpointSource.Subscription subscribe(EndpointSource.Subscriber each) {
    subscriber = each;
    restoreAll();
    return () -> {};
  }

  List<String> ids() {
    return ids;
  }

  Simulation.Site site(String id) {
    return simulation.site(id).workers(2);
  }

  List<Simulation.Site> bad() {
    return bad.stream().map(this::site).toList();
  }

  List<String> badIds() {
    return bad;
  }

  /** Those with the most requests so far are what something happens to: it is felt then. */
  void blameBusiest(int count) {
    ids.stream()
        .sorted(Comparator.comparingInt((String id) -> -site(id).requests()))
        .limit(count)
        .forEach(bad::add);
  }

  void join(String id) {
    bad.add(id);
    ids.add(id);
    restoreAll();
  }

  void removeBad() {
    subscriber.endpoints(
        ids.stream().filter(id -> !bad.contains(id)).map(Endpoint::named).toList());
  }

  void restoreAll() {
    ids.forEach(this::site);
    subscriber.endpoints(ids.stream().map(Endpoint::named).toList());
  }

  void failDiscovery() {
    subscriber.failed(new IOException("simulated"));
  }

  @Override
  public void sent(String id, long atNanos) {
    sent.computeIfAbsent(id, any -> new int[BINS])[bin(atNanos)]++;
  }

  @Override
  public void ended(long atNanos, boolean success) {
    (success ? worked : failed)[bin(atNanos)]++;
  }

  private static int bin(long nanos) {
    return (int) Math.min(BINS - 1, nanos / BIN_NANOS);
  }

  @Override
  public void stateChanged(StateChange change) {
    ejections += change.to() == NodeState.EJECTED ? 1 : 0;
  }
}
