package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.NodeState;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EjectionTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RecordingListener events = new RecordingListener();
  private final Set<String> down = new HashSet<>();

  private LoadBalancer service(int endpoints) {
    return builder(endpoints).build();
  }

  private LoadBalancer.Builder builder(int endpoints) {
    Endpoint[] named = new Endpoint[endpoints];
    for (int i = 0; i < endpoints; i++) {
      named[i] = Endpoint.named("e" + i);
    }
    return LoadBalancer.builder("orders")
        .endpoints(named)
        .balancer(Balancers.roundRobin())
        .health(HealthTracker.consecutiveFailures(3))
        .slowStart(Duration.ZERO)
        .ticker(ticker)
        .random(Dice.even())
        .listener(events);
  }

  /** One request, no failover; returns where it went. */
  private String request(LoadBalancer balancer) {
    Lease lease = balancer.acquire();
    String id = lease.endpoint().id();
    if (down.contains(id)) {
      lease.failure(new IOException(id + " is down"));
    } else {
      lease.success();
    }
    return id;
  }

  private List<String> requests(LoadBalancer balancer, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(request(balancer));
    }
    return ids;
  }

  private static NodeState state(LoadBalancer balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().state();
  }

  @Test
  void failuresInARowEjectAndOneSuccessfulTrialRestores() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    assertThat(state(orders, "e1")).isEqualTo(NodeState.EJECTED);
    assertThat(orders.snapshot().endpoint("e1").orElseThrow().reason())
        .isEqualTo("3 failures in a row, last: java.io.IOException");
    assertThat(requests(orders, 20)).doesNotContain("e1");

    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    assertThat(request(orders)).isEqualTo("e1"); // the trial
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
    assertThat(requests(orders, 30).stream().filter("e1"::equals)).hasSize(10);
    assertThat(events.steps())
        .containsSubsequence("e1 HEALTHY>EJECTED", "e1 EJECTED>PROBATION", "e1 PROBATION>HEALTHY");
    assertThat(orders.snapshot().transitions())
        .isEqualTo(Map.of(NodeState.HEALTHY, 4L, NodeState.EJECTED, 1L, NodeState.PROBATION, 1L));
    assertThat(orders.snapshot().transitions(NodeState.DRAINING)).isZero();
  }

  @Test
  void anEjectedEndpointIsLeftAloneUntilItsTimeHasPassed() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    down.clear();
    ticker.advance(Duration.ofMillis(4_999));
    assertThat(requests(orders, 10)).doesNotContain("e1");
    ticker.advance(Duration.ofMillis(1));
    assertThat(request(orders)).isEqualTo("e1");
  }

  @Test
  void onProbationOneRequestAtATimeIsTried() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    ticker.advance(Duration.ofSeconds(5));
    Lease trial = orders.acquire();
    assertThat(trial.endpoint().id()).isEqualTo("e1");
    down.clear();
    assertThat(requests(orders, 20)).doesNotContain("e1"); // the trial is still running
    trial.cancel(); // says nothing
    assertThat(state(orders, "e1")).isEqualTo(NodeState.PROBATION);
    assertThat(request(orders)).isEqualTo("e1");
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void anOldRequestThatIsStillRunningDoesNotKeepItsEndpointOut() {
    LoadBalancer orders = service(3);
    Lease webSocket = orders.acquire();
    String id = webSocket.endpoint().id();
    down.add(id);
    requests(orders, 9);
    assertThat(state(orders, id)).isEqualTo(NodeState.EJECTED);
    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    assertThat(request(orders)).isEqualTo(id); // the trial, beside the old one
    assertThat(state(orders, id)).isEqualTo(NodeState.HEALTHY);
    webSocket.success();
  }

  @Test
  void anOldRequestThatEndsWellSaysNothingOfHowTheEndpointIsNow() {
    LoadBalancer orders = service(3);
    Lease old = orders.acquire();
    String id = old.endpoint().id();
    down.add(id);
    requests(orders, 9);
    ticker.advance(Duration.ofSeconds(5));
    Lease trial = orders.acquire();
    assertThat(trial.endpoint().id()).isEqualTo(id);
    old.success();
    assertThat(state(orders, id)).isEqualTo(NodeState.PROBATION);
    trial.failure(new IOException("still down"));
    assertThat(state(orders, id)).isEqualTo(NodeState.EJECTED);
    assertThat(orders.snapshot().endpoint(id).orElseThrow().reason())
        .isEqualTo("trial request failed: java.io.IOException");
  }

  @Test
  void aTrialThatNeverEndsGivesWayToAnother() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    ticker.advance(Duration.ofSeconds(5));
    down.clear();
    assertThat(orders.acquire().endpoint().id()).isEqualTo("e1"); // and never ends
    assertThat(requests(orders, 9)).doesNotContain("e1");
    ticker.advance(Duration.ofSeconds(5).plusNanos(2));
    assertThat(request(orders)).isEqualTo("e1");
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void requestsWithAKeyLeaveTrialsToOthersForAWhile() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    PickContext keyed = PickContext.key("user:1");
    Lease first = orders.acquire(keyed);
    assertThat(first.endpoint().id()).isNotEqualTo("e1");
    first.success();
    assertThat(orders.explain(PickContext.none()).toString())
        .contains("e1, trial request: it is on probation");
    ticker.advance(Duration.ofSeconds(5).plusNanos(2)); // nobody without a key has come
    Lease second = orders.acquire(keyed);
    assertThat(second.endpoint().id()).isEqualTo("e1");
    second.success();
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void aFailedTrialDoublesTheTimeOutAndARequestMovesOn() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      ticker.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(requests(orders, 3)).as("just before %d s", seconds).doesNotContain("e1");
      ticker.advance(Duration.ofMillis(1));
      String winner =
          orders.call(
              endpoint -> {
                if (down.contains(endpoint.id())) {
                  throw new IllegalStateException("down");
                }
                return endpoint.id();
              });
      assertThat(winner).isNotEqualTo("e1");
      assertThat(state(orders, "e1")).isEqualTo(NodeState.EJECTED);
    }
  }

  @Test
  void goodTimesPayForEarlierEjections() {
    LoadBalancer orders = service(3);
    down.add("e1");
    requests(orders, 9);
    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    request(orders); // restored after its first ejection
    down.add("e1");
    requests(orders, 9); // at once again: 10 s
    down.clear();
    ticker.advance(Duration.ofSeconds(9));
    assertThat(requests(orders, 3)).doesNotContain("e1");
    ticker.advance(Duration.ofSeconds(1));
    assertThat(request(orders)).isEqualTo("e1");
    ticker.advance(Duration.ofSeconds(60)); // a good minute
    down.add("e1");
    requests(orders, 9);
    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    assertThat(request(orders)).isEqualTo("e1");
  }

  /** They have a fault in common: fewer endpoints would make it no better. */
  @Test
  void nobodyIsEjectedWhileAllFail() {
    LoadBalancer orders = service(4);
    down.addAll(Set.of("e0", "e1", "e2", "e3"));
    requests(orders, 400);
    assertThat(events.steps()).noneMatch(step -> step.endsWith("EJECTED"));
  }

  /** With no weight anywhere, weights say nothing: trials are given all the same. */
  @Test
  void anEndpointOfWeightZeroComesBackIfAllAreOfWeightZero() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a").withWeight(0), Endpoint.named("b").withWeight(0))
            .health(HealthTracker.consecutiveFailures(1))
            .slowStart(Duration.ZERO)
            .ticker(ticker)
            .random(Dice.even())
            .build();
    Lease lease = orders.acquire();
    String id = lease.endpoint().id();
    lease.failure(new IOException());
    assertThat(state(orders, id)).isEqualTo(NodeState.EJECTED);
    ticker.advance(Duration.ofSeconds(5));
    assertThat(request(orders)).isEqualTo(id);
    assertThat(state(orders, id)).isEqualTo(NodeState.HEALTHY);
  }

  /** Standbys of weight 0 carry nothing, so they do not count as what is left. */
  @Test
  void standbysDoNotCountWhenAskedHowManyAreLeft() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(
                Endpoint.named("a"),
                Endpoint.named("b"),
                Endpoint.named("s").withWeight(0),
                Endpoint.named("t").withWeight(0))
            .balancer(Balancers.roundRobin())
            .health(
                ejector ->
                    (node, outcome, cause, latencyNanos, nowNanos) -> {
                      if (cause != null) {
                        ejector.eject(node, "failed");
                      }
                    })
            .ticker(ticker)
            .random(Dice.even())
            .build();
    down.addAll(Set.of("a", "b"));
    assertThat(requests(orders, 50)).doesNotContain("s", "t");
    assertThat(state(orders, "a").isInService() || state(orders, "b").isInService()).isTrue();
  }

  @Test
  void halfOfTheEndpointsAlwaysStay() {
    LoadBalancer orders = service(4);
    down.addAll(Set.of("e0", "e1", "e2"));
    requests(orders, 400);
    assertThat(events.steps().stream().filter(step -> step.endsWith("HEALTHY>EJECTED"))).hasSize(2);
    assertThat(orders.snapshot().panic()).isFalse();
  }

  @Test
  void theOnlyEndpointIsNeverEjected() {
    LoadBalancer orders = service(1);
    down.add("e0");
    requests(orders, 100);
    assertThat(state(orders, "e0")).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void belowThePanicThresholdHealthIsIgnoredAndSaidOnce() {
    LoadBalancer orders =
        builder(4)
            .ejection(new EjectionPolicy(Duration.ofSeconds(5), Duration.ofSeconds(300), 0))
            .build();
    down.addAll(Set.of("e0", "e1", "e2"));
    requests(orders, 40);
    assertThat(orders.snapshot().panic()).isTrue();
    assertThat(events.panics()).containsExactly(true);
    assertThat(new HashSet<>(requests(orders, 40))).hasSize(4);
    assertThat(state(orders, "e0")).isEqualTo(NodeState.EJECTED); // panic does not forget

    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    requests(orders, 40); // every success on probation restores
    assertThat(orders.snapshot().panic()).isFalse();
    assertThat(events.panics()).containsExactly(true, false);
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(e -> assertThat(e.state()).isEqualTo(NodeState.HEALTHY));
  }

  @Test
  void withPanicOffThereIsNobodyLeft() {
    LoadBalancer orders =
        builder(2)
            .ejection(new EjectionPolicy(Duration.ofSeconds(5), Duration.ofSeconds(300), 0))
            .panicBelow(0)
            .build();
    orders.drain("e0");
    assertThat(orders.acquire(PickContext.none()).endpoint().id()).isEqualTo("e1");
  }

  @Test
  void drainedEndpointsDoNotCountAsIll() {
    LoadBalancer orders = service(4);
    orders.drain("e0");
    orders.drain("e1");
    orders.drain("e2");
    assertThat(orders.snapshot().panic()).isFalse();
    assertThat(requests(orders, 10)).containsOnly("e3");
  }

  @Test
  void failuresThatTheTrackerIgnoresEjectNobody() {
    LoadBalancer orders = builder(3).health(HealthTracker.none()).build();
    down.add("e1");
    requests(orders, 300);
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void theTimeOutIsDoubledCappedAndJittered() {
    EjectionPolicy policy = EjectionPolicy.standard();
    var dice = Dice.seeded(3).get();
    for (int earlier = 0; earlier < 100; earlier++) {
      double middle = Math.min(300, 5 * Math.pow(2, earlier)) * 1e9;
      assertThat(policy.nanosOut(earlier, dice))
          .isBetween((long) (0.75 * middle), (long) (1.25 * middle));
    }
    assertThat(policy.mustStay(5)).isEqualTo(3);
    assertThat(policy.mustStay(1)).isEqualTo(1);
    assertThat(new EjectionPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 0.01).mustStay(9))
        .isEqualTo(1);
    assertThat(new EjectionPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 0).mustStay(9))
        .isZero();
  }

  @Test
  void badPoliciesAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EjectionPolicy(Duration.ZERO, second, 0.5))
        .withMessage("first: PT0S (expected: more than 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EjectionPolicy(second, Duration.ofMillis(1), 0.5))
        .withMessageStartingWith("longest: PT0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EjectionPolicy(second, second, -0.1))
        .withMessage("minAvailable: -0.1 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HealthTracker.consecutiveFailures(0))
        .withMessage("limit: 0 (expected: >= 1)");
  }

  /**
   * The time out doubles to spare requests that others could have served. While nobody else is fit
   * there is nothing to spare them, and who is well again is needed at once.
   */
  @Test
  void withNobodyElseLeftTheTimeOutDoesNotGrow() {
    LoadBalancer orders =
        builder(2).ejection(EjectionPolicy.standard().withMinAvailable(0)).panicBelow(0).build();
    down.addAll(Set.of("e0", "e1"));
    requests(orders, 6);
    for (int trial = 0; trial < 5; trial++) {
      ticker.advance(Duration.ofSeconds(5));
      requests(orders, 2); // both have their trial, and fail
      assertThat(events.changes().stream().filter(each -> each.to() == NodeState.EJECTED))
          .hasSize(2 * trial + 4);
    }
    down.clear();
    ticker.advance(Duration.ofSeconds(5));
    requests(orders, 4);
    assertThat(state(orders, "e0")).isEqualTo(NodeState.HEALTHY);
    assertThat(state(orders, "e1")).isEqualTo(NodeState.HEALTHY);
  }
}
