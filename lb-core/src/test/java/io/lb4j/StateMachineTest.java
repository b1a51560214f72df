package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.LoadBalancerSnapshot;
import io.lb4j.event.StateChange;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.PanicPolicy;
import io.lb4j.health.ProbePolicy;
import io.lb4j.health.ProbeVerdict;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.TransitionLedger;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random interleavings of everything that moves the state machine, in virtual time: picks,
 * verdicts, ejections by requests, checks, new lists, drains, undrains and time; 150 000 steps for
 * each of eight seeds, each with options of its own. What must hold is looked at after every step.
 */
class StateMachineTest {
  private static final int STEPS = 150_000;
  private static final int LEASES = 40;
  private static final int IDS = 9;
  private static final String WHY = "third failure";
  private static final IOException FAILURE = new IOException("simulated");

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final TransitionLedger ledger = new TransitionLedger();
  private final Map<String, ProbeVerdict> checks = new HashMap<>();
  private final List<Lease> open = new ArrayList<>();
  private int clients;
  private boolean ejectedByRequests; // in this step
  private List<Node> rotation = List.of();

  private final LoadBalancerListener passive =
      new LoadBalancerListener() {
        @Override
        public void stateChanged(StateChange change) {
          ejectedByRequests |=
              change.from().isInService()
                  && change.to() == NodeState.EJECTED
                  && change.reason().equals(WHY);
        }
      };

  private final Balancer watched =
      new Balancer() {
        private final Balancer turns = Balancers.roundRobin();

        @Override
        public Picker picker(List<Node> nodes) {
          rotation = nodes;
          return turns.picker(nodes);
        }

        @Override
        public Picker rebuild(List<Node> nodes, Picker previous) {
          rotation = nodes;
          return turns.rebuild(nodes, previous);
        }
      };

  /** Ejects when asked to in the name of an exception: as many as the load balancer lets it. */
  private static HealthTracker.Watch onFailure(HealthTracker.Ejector ejector) {
    return new HealthTracker.Watch() {
      private int failures;

      @Override
      public void record(
          Node node, Outcome outcome, Throwable cause, long latencyNanos, long nowNanos) {
        if (outcome == Outcome.FAILURE && ++failures % 3 == 0) {
          ejector.eject(node, WHY);
        }
      }
    };
  }

  private record Options(
      EjectionPolicy ejection, PanicPolicy panic, boolean checked, boolean waits, boolean ramp) {
    static Options of(long seed) {
      return new Options(
          EjectionPolicy.standard()
              .withFirst(Duration.ofSeconds(2))
              .withLongest(Duration.ofSeconds(10))
              .withMinAvailable(List.of(0.5, 0.0, 0.3, 0.6).get((int) (seed % 4))),
          List.of(PanicPolicy.standard(), PanicPolicy.never(), PanicPolicy.failFast(0.4))
              .get((int) (seed % 3)),
          seed % 2 == 0,
          seed % 4 == 0,
          seed % 5 != 0);
    }

    LoadBalancer.Builder to(LoadBalancer.Builder builder, HealthProbe probe) {
      builder.ejection(ejection).panic(panic);
      builder.slowStart(Duration.ofSeconds(ramp ? 3 : 0));
      ProbePolicy policy = ProbePolicy.every(Duration.ofSeconds(2));
      return checked ? builder.probe(probe, waits ? policy.waitingForFirst() : policy) : builder;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensItStaysInOrder(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    Options options = Options.of(seed);
    EndpointSource.Mutable source = EndpointSource.mutable(some(dice).toArray(Endpoint[]::new));
    LoadBalancer orders =
        options
            .to(LoadBalancer.builder("orders"), (at, timeout) -> check(at))
            .source(source)
            .balancer(watched)
            .health(StateMachineTest::onFailure)
            .closeGrace(Duration.ZERO)
            .listener(ledger)
            .listener(passive)
            .ticker(ticker)
            .scheduler(scheduler)
            .random(Dice.seeded(seed))
            .build();
    Clients<Integer> typed = orders.clients(at -> ++clients, client -> clients--);
    for (int step = 0; step < STEPS; step++) {
      ejectedByRequests = false;
      step(orders, source, typed, options, dice);
      check(orders, options);
    }
    source.update(List.of());
    while (!open.isEmpty()) {
      end(open.remove(0), dice);
    }
    assertThat(orders.snapshot().endpoints()).isEmpty();
    assertThat(clients).isZero();
    assertThat(ledger.living()).isEmpty();
    assertThat(ledger.transitions()).isEqualTo(orders.snapshot().transitions());
    assertThat(ledger.transitions())
        .containsKeys(ledger.reachable(options.waits(), options.ramp()));
    typed.close();
    orders.close();
  }

  private CompletableFuture<ProbeVerdict> check(Endpoint endpoint) {
    return CompletableFuture.completedFuture(
        checks.getOrDefault(endpoint.id(), ProbeVerdict.passed()));
  }

  private void step(
      LoadBalancer orders,
      EndpointSource.Mutable source,
      Clients<Integer> typed,
      Options options,
      SplittableRandom dice) {
    switch (dice.nextInt(100)) {
      case 0 -> source.update(some(dice));
      case 1 -> drain(orders, "e" + dice.nextInt(IDS), dice.nextBoolean());
      case 2 -> checks.put("e" + dice.nextInt(IDS), verdict(dice));
      case 3, 4, 5 -> use(typed);
      default -> {
        scheduler.advance(Duration.ofMillis(dice.nextInt(20)));
        if (dice.nextBoolean() && open.size() < LEASES) {
          acquire(orders, options);
        } else if (!open.isEmpty()) {
          end(open.remove(dice.nextInt(open.size())), dice);
        }
      }
    }
  }

  private static void use(Clients<Integer> typed) {
    try {
      typed.call(client -> client);
    } catch (NoAvailableEndpointException e) {
      // fail fast, or all are drained
    }
  }

  private static ProbeVerdict verdict(SplittableRandom dice) {
    return switch (dice.nextInt(6)) {
      case 0 -> ProbeVerdict.failed("no answer");
      case 1 -> ProbeVerdict.draining("not ready");
      default -> ProbeVerdict.passed();
    };
  }

  /** Between one and all of them, with weights that may be 0, now and then at another address. */
  private static List<Endpoint> some(SplittableRandom dice) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < IDS; i++) {
      if (dice.nextInt(4) > 0 || (i == IDS - 1 && endpoints.isEmpty())) {
        endpoints.add(Endpoint.named("e" + i).withWeight(dice.nextInt(12) == 0 ? 0 : 1 + i % 3));
      }
    }
    return endpoints;
  }

  private static void drain(LoadBalancer orders, String id, boolean back) {
    try {
      if (back) {
        orders.undrain(id);
      } else {
        orders.drain(id);
      }
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(id); // not a member now
    }
  }

  private void acquire(LoadBalancer orders, Options options) {
    Lease lease;
    try {
      lease = orders.acquire();
    } catch (NoAvailableEndpointException e) {
      return;
    }
    open.add(lease);
    NodeState state = lease.node().state();
    if (lease.isPanic() && !options.panic().failFast()) {
      assertThat(state).isNotIn(NodeState.DRAINING, NodeState.REMOVED, NodeState.STARTING);
    } else {
      assertThat(state).isIn(NodeState.HEALTHY, NodeState.SLOW_START, NodeState.PROBATION);
    }
  }

  private static void end(Lease lease, SplittableRandom dice) {
    switch (dice.nextInt(8)) {
      case 0, 1 -> lease.failure(FAILURE);
      case 2 -> lease.cancel();
      default -> lease.success();
    }
  }

  private void check(LoadBalancer orders, Options options) {
    if (ledger.fault() != null) {
      throw new AssertionError(ledger.fault());
    }
    LoadBalancerSnapshot snapshot = orders.snapshot();
    // Weights of 0 say something only beside others: those do not count then.
    boolean weighted =
        snapshot.endpoints().stream()
            .anyMatch(each -> isCandidate(each.state()) && each.endpoint().weight() > 0);
    int inFlight = 0;
    int inService = 0;
    int candidates = 0;
    for (EndpointSnapshot each : snapshot.endpoints()) {
      inFlight += each.inFlight();
      boolean counts = !weighted || each.endpoint().weight() > 0;
      inService += counts && each.state().isInService() ? 1 : 0;
      candidates += counts && isCandidate(each.state()) ? 1 : 0;
      if (each.inFlight() < 0) {
        throw new AssertionError(each);
      }
    }
    if (inFlight != open.size()) {
      throw new AssertionError(inFlight + " in flight, " + open.size() + " leases");
    }
    if (snapshot.panic() != options.panic().isPanic(inService, candidates)) {
      throw new AssertionError(snapshot);
    }
    if (ejectedByRequests && inService < options.ejection().mustStay(candidates)) {
      throw new AssertionError("too few left: " + snapshot);
    }
    checkRotation(snapshot, options);
  }

  private void checkRotation(LoadBalancerSnapshot snapshot, Options options) {
    if (snapshot.panic() && options.panic().failFast()) {
      return; // nobody is picked
    }
    List<String> eligible = new ArrayList<>();
    List<String> weighted = new ArrayList<>();
    for (EndpointSnapshot each : snapshot.endpoints()) {
      if (each.state().isInService() || (snapshot.panic() && isCandidate(each.state()))) {
        eligible.add(each.id());
        if (each.weight() > 0) {
          weighted.add(each.id());
        }
      }
    }
    List<String> expected = weighted.isEmpty() ? eligible : weighted;
    if (!expected.isEmpty()) { // else the last picker is still there to be told, and picks nothing
      List<String> picked = new ArrayList<>();
      rotation.forEach(node -> picked.add(node.endpoint().id()));
      Collections.sort(picked);
      Collections.sort(expected);
      if (!picked.equals(expected)) {
        throw new AssertionError("rotation " + picked + " is not " + expected + ": " + snapshot);
      }
    }
  }

  private static boolean isCandidate(NodeState state) {
    return switch (state) {
      case HEALTHY, SLOW_START, EJECTED, PROBATION -> true;
      default -> false;
    };
  }

  /**
   * The same with threads and the real clock: four that send 300 000 requests each, one that
   * changes lists and drains, and checks every 2 ms. Ejections last 1 ms, so that all of it happens
   * often.
   */
  @Test
  void manyThreadsKeepItInOrder() throws InterruptedException {
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    AtomicInteger made = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    EndpointSource.Mutable source =
        EndpointSource.mutable(some(new SplittableRandom(1)).toArray(Endpoint[]::new));
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Balancers.roundRobin())
            .health(StateMachineTest::onFailure)
            .ejection(new EjectionPolicy(Duration.ofMillis(1), Duration.ofMillis(3), 0.3))
            .probe(
                (at, timeout) ->
                    CompletableFuture.completedFuture(
                        verdict(new SplittableRandom(System.identityHashCode(new Object())))),
                Duration.ofMillis(2))
            .slowStart(Duration.ofMillis(2))
            .listener(ledger)
            .build();
    Clients<Integer> typed =
        orders.clients(at -> made.incrementAndGet(), client -> made.decrementAndGet());
    Thread changes = new Thread(() -> change(orders, source, done, errors));
    changes.start();
    List<Thread> senders = new ArrayList<>();
    for (long seed = 1; seed <= 4; seed++) {
      SplittableRandom dice = new SplittableRandom(seed);
      senders.add(new Thread(() -> send(orders, typed, dice, errors)));
    }
    senders.forEach(Thread::start);
    for (Thread sender : senders) {
      sender.join();
    }
    done.set(true);
    changes.join();
    assertThat(errors).isEmpty();
    assertThat(orders.snapshot().inFlight()).isZero();
    orders.close();
    assertThat(ledger.fault()).isNull();
    assertThat(ledger.living()).isEmpty();
    assertThat(ledger.transitions()).isEqualTo(orders.snapshot().transitions());
    assertThat(ledger.transitions()).containsKeys(ledger.reachable(false, true));
    assertThat(made).hasValue(0);
    typed.close();
  }

  private static void send(
      LoadBalancer orders, Clients<Integer> typed, SplittableRandom dice, Queue<Throwable> errors) {
    try {
      List<Lease> mine = new ArrayList<>();
      for (int i = 0; i < 300_000; i++) {
        if (dice.nextInt(10) == 0) {
          use(typed);
        } else if (dice.nextBoolean() && mine.size() < LEASES) {
          tryAcquire(orders, mine);
        } else if (!mine.isEmpty()) {
          end(mine.remove(dice.nextInt(mine.size())), dice);
        }
      }
      mine.forEach(Lease::success);
    } catch (Throwable e) {
      errors.add(e);
    }
  }

  private static void tryAcquire(LoadBalancer orders, List<Lease> mine) {
    try {
      mine.add(orders.acquire());
    } catch (NoAvailableEndpointException e) {
      // all are drained
    }
  }

  private static void change(
      LoadBalancer orders,
      EndpointSource.Mutable source,
      AtomicBoolean done,
      Queue<Throwable> errors) {
    SplittableRandom dice = new SplittableRandom(9);
    try {
      while (!done.get()) {
        if (dice.nextInt(5) == 0) {
          source.update(some(dice));
        }
        drain(orders, "e" + dice.nextInt(IDS), dice.nextInt(3) > 0);
        Thread.yield();
      }
    } catch (Throwable e) {
      errors.add(e);
    }
  }
}
