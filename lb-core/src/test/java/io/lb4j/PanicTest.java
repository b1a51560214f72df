package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.health.PanicPolicy;
import io.lb4j.load.NodeState;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PanicTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RecordingListener events = new RecordingListener();
  private final Set<String> down = new HashSet<>();

  private LoadBalancer service(PanicPolicy panic) {
    return LoadBalancer.builder("orders")
        .endpoints(
            Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"), Endpoint.named("d"))
        .balancer(Balancers.roundRobin())
        .health(HealthTracker.consecutiveFailures(1))
        .ejection(EjectionPolicy.standard().withMinAvailable(0))
        .panic(panic)
        .slowStart(Duration.ofSeconds(10))
        .ticker(ticker)
        .random(Dice.even())
        .listener(events)
        .build();
  }

  private Lease request(LoadBalancer balancer) {
    Lease lease = balancer.acquire();
    if (down.contains(lease.endpoint().id())) {
      lease.failure(new IOException());
    } else {
      lease.success();
    }
    return lease;
  }

  private void requests(LoadBalancer balancer, int count) {
    for (int i = 0; i < count; i++) {
      request(balancer);
    }
  }

  private static long out(LoadBalancer balancer) {
    return balancer.snapshot().endpoints().stream()
        .filter(each -> each.state() == NodeState.EJECTED)
        .count();
  }

  @Test
  void picksInPanicAreMarkedAndEjectionsAreKept() {
    LoadBalancer orders = service(PanicPolicy.standard());
    down.addAll(Set.of("a", "b", "c"));
    assertThat(request(orders).isPanic()).isFalse();
    requests(orders, 10);
    assertThat(orders.snapshot().panic()).isTrue();
    assertThat(out(orders)).isEqualTo(3);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      Lease lease = request(orders);
      assertThat(lease.isPanic()).isTrue();
      seen.add(lease.endpoint().id());
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(out(orders)).isEqualTo(3); // ejected all the same
    assertThat(events.panics()).containsExactly(true);
  }

  @Test
  void failFastSendsNothingButTrials() {
    LoadBalancer orders = service(PanicPolicy.failFast(0.5));
    down.addAll(Set.of("a", "b", "c"));
    while (!orders.snapshot().panic()) {
      request(orders);
    }
    assertThatThrownBy(orders::acquire).isInstanceOf(NoAvailableEndpointException.class);
    ticker.advance(Duration.ofSeconds(7));
    down.clear();
    Set<String> trials = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      trials.add(request(orders).endpoint().id());
    }
    assertThat(trials).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(orders.snapshot().panic()).isFalse();
    assertThat(events.panics()).containsExactly(true, false);
    requests(orders, 10);
  }

  @Test
  void neverMeansThatEjectedEndpointsStayOut() {
    LoadBalancer orders = service(PanicPolicy.never());
    down.addAll(Set.of("a", "b", "c"));
    requests(orders, 10);
    for (int i = 0; i < 40; i++) {
      assertThat(request(orders).endpoint().id()).isEqualTo("d");
    }
    assertThat(events.panics()).isEmpty();
  }

  /** In panic, one that has come back is the best there is, and must not be held back. */
  @Test
  void slowStartDoesNotCountInPanic() {
    LoadBalancer orders = service(new PanicPolicy(1, false)); // panic as soon as one is out
    down.add("a");
    down.add("b");
    requests(orders, 8);
    assertThat(out(orders)).isEqualTo(2);
    down.remove("a");
    ticker.advance(Duration.ofSeconds(7));
    requests(orders, 8);
    assertThat(orders.snapshot().panic()).isTrue();
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state())
        .isEqualTo(NodeState.SLOW_START);
    assertThat(orders.snapshot().endpoint("a").orElseThrow().weight()).isEqualTo(1);
  }
}
