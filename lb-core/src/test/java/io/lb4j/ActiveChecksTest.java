package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthProbe;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.ProbePolicy;
import io.lb4j.health.ProbeVerdict;
import io.lb4j.load.NodeState;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActiveChecksTest {
  private static final ProbePolicy EVERY_SECOND =
      ProbePolicy.every(Duration.ofSeconds(1)).withThresholds(2, 3);

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final RecordingListener events = new RecordingListener();
  private final Map<String, ProbeVerdict> answers = new HashMap<>();
  private final EndpointSource.Mutable source =
      EndpointSource.mutable(
          Stream.of("a", "b", "c", "d").map(Endpoint::named).toArray(Endpoint[]::new));

  private final HealthProbe probe =
      (endpoint, timeout) ->
          CompletableFuture.completedFuture(
              answers.getOrDefault(endpoint.id(), ProbeVerdict.passed()));

  private LoadBalancer service(ProbePolicy policy) {
    return LoadBalancer.builder("orders")
        .source(source)
        .balancer(Balancers.roundRobin())
        .health(HealthTracker.consecutiveFailures(3))
        .probe(probe, policy)
        .slowStart(Duration.ofSeconds(10))
        .closeGrace(Duration.ZERO)
        .ticker(ticker)
        .scheduler(scheduler)
        .random(Dice.seeded(4))
        .listener(events)
        .build();
  }

  private static NodeState state(LoadBalancer balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().state();
  }

  private static String reason(LoadBalancer balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().reason();
  }

  private static Set<String> used(LoadBalancer balancer) {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Lease lease = balancer.acquire();
      ids.add(lease.endpoint().id());
      lease.success();
    }
    return ids;
  }

  private void pass(int seconds) {
    scheduler.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void whoFailsItsChecksIsOutUntilTheyPassAgain() {
    LoadBalancer orders = service(EVERY_SECOND);
    pass(2);
    answers.put("a", ProbeVerdict.failed("connection refused"));
    pass(5);
    assertThat(state(orders, "a")).isEqualTo(NodeState.EJECTED);
    assertThat(reason(orders, "a")).isEqualTo("check failed: connection refused");
    assertThat(used(orders)).containsExactlyInAnyOrder("b", "c", "d");
    pass(600); // no ejection passes by itself while the check fails
    assertThat(state(orders, "a")).isEqualTo(NodeState.EJECTED);
    answers.remove("a");
    pass(4);
    assertThat(state(orders, "a")).isEqualTo(NodeState.SLOW_START);
    assertThat(reason(orders, "a")).isEqualTo("check passes again");
    assertThat(used(orders)).contains("a");
    assertThat(events.steps())
        .containsSubsequence("a HEALTHY>EJECTED", "a EJECTED>SLOW_START")
        .doesNotContain("a EJECTED>PROBATION");
  }

  @Test
  void whoSaysItIsNotReadyIsDrainedAtOnce() {
    LoadBalancer orders = service(EVERY_SECOND);
    pass(2);
    answers.put("a", ProbeVerdict.draining("status 503"));
    pass(2);
    assertThat(state(orders, "a")).isEqualTo(NodeState.DRAINING);
    assertThat(reason(orders, "a")).isEqualTo("not ready: status 503");
    assertThat(used(orders)).doesNotContain("a");
    answers.remove("a");
    pass(4);
    assertThat(state(orders, "a")).isEqualTo(NodeState.SLOW_START);
  }

  /** envoy#31037: the check passes all the time, and requests fail. */
  @Test
  void aPassingCheckDoesNotBringBackWhomRequestsHaveEjected() {
    LoadBalancer orders = service(EVERY_SECOND);
    pass(2);
    while (state(orders, "a") != NodeState.EJECTED) {
      Lease lease = orders.acquire();
      if (lease.endpoint().id().equals("a")) {
        lease.failure(new IOException());
      } else {
        lease.success();
      }
    }
    pass(3);
    assertThat(state(orders, "a")).isEqualTo(NodeState.EJECTED);
    assertThat(used(orders)).doesNotContain("a");
    pass(4);
    assertThat(used(orders)).contains("a"); // by a trial, as its time has passed
    assertThat(state(orders, "a")).isEqualTo(NodeState.SLOW_START);
    assertThat(events.steps()).contains("a EJECTED>PROBATION", "a PROBATION>SLOW_START");
  }

  @Test
  void withAllChecksFailingItIsPanic() {
    LoadBalancer orders = service(EVERY_SECOND);
    pass(2);
    for (String id : List.of("a", "b", "c", "d")) {
      answers.put(id, ProbeVerdict.failed("no answer"));
    }
    pass(6);
    assertThat(orders.snapshot().panic()).isTrue();
    assertThat(used(orders)).containsExactlyInAnyOrder("a", "b", "c", "d");
    answers.clear();
    pass(6);
    assertThat(orders.snapshot().panic()).isFalse();
    assertThat(events.panics()).containsExactly(true, false);
  }

  @Test
  void endpointsMayHaveToPassBeforeTheyAreUsed() {
    answers.put("a", ProbeVerdict.failed("no answer"));
    answers.put("b", ProbeVerdict.draining("warming up"));
    LoadBalancer orders = service(EVERY_SECOND.waitingForFirst());
    CompletableFuture<Void> ready = orders.ready();
    assertThat(state(orders, "c")).isEqualTo(NodeState.STARTING);
    assertThat(ready).isNotDone();
    assertThatThrownBy(orders::acquire).isInstanceOf(NoAvailableEndpointException.class);
    assertThat(events.panics()).isEmpty();
    pass(1);
    assertThat(ready).isCompleted();
    assertThat(state(orders, "a")).isEqualTo(NodeState.EJECTED);
    assertThat(state(orders, "b")).isEqualTo(NodeState.DRAINING);
    assertThat(used(orders)).containsExactlyInAnyOrder("c", "d");
    assertThat(events.steps()).contains("c STARTING>HEALTHY", "a STARTING>EJECTED");
  }

  @Test
  void withoutThatTheyAreUsedAtOnceAndTheFirstCheckDecides() {
    answers.put("a", ProbeVerdict.failed("no answer"));
    LoadBalancer orders = service(EVERY_SECOND);
    assertThat(orders.ready()).isCompleted();
    assertThat(used(orders)).contains("a");
    pass(2);
    assertThat(state(orders, "a")).isEqualTo(NodeState.EJECTED);
  }

  @Test
  void nobodyIsCheckedAfterItHasLeft() {
    LoadBalancer orders = service(EVERY_SECOND);
    pass(2);
    source.update(List.of(Endpoint.named("b")));
    answers.put("a", ProbeVerdict.failed("no answer"));
    pass(10);
    assertThat(events.steps()).endsWith("d DRAINING>REMOVED");
    orders.close();
    pass(1);
    assertThat(scheduler.pending()).isZero();
    assertThat(orders.ready()).isCompleted();
  }

  @Test
  void readyFailsIfNothingEverComes() {
    LoadBalancer orders =
        LoadBalancer.builder("orders").source(EndpointSource.mutable()).ticker(ticker).build();
    CompletableFuture<Void> ready = orders.ready();
    orders.close();
    assertThatThrownBy(ready::join).hasMessageContaining("orders is closed");
  }
}
