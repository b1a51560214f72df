package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.NodeState;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RecordingListener events = new RecordingListener();
  private final EndpointSource.Mutable source =
      EndpointSource.mutable(Endpoint.named("a"), Endpoint.named("b"));

  private LoadBalancer.Builder builder() {
    return LoadBalancer.builder("orders")
        .source(source)
        .balancer(Balancers.roundRobin())
        .closeGrace(Duration.ZERO)
        .ticker(ticker)
        .listener(events);
  }

  private static Lease on(LoadBalancer balancer, String id) {
    while (true) {
      Lease lease = balancer.acquire();
      if (lease.endpoint().id().equals(id)) {
        return lease;
      }
      lease.success();
    }
  }

  @Test
  void aDrainIsDoneWhenTheLastRequestHasEnded() {
    LoadBalancer orders = builder().build();
    Lease one = on(orders, "a");
    Lease two = on(orders, "a");
    CompletableFuture<Void> idle = orders.drain("a");
    CompletableFuture<Void> again = orders.drain("a");
    for (int i = 0; i < 10; i++) {
      Lease lease = orders.acquire();
      assertThat(lease.endpoint().id()).isEqualTo("b");
      lease.success();
    }
    one.success();
    assertThat(idle).isNotDone();
    two.success();
    assertThat(idle).isCompleted();
    assertThat(again).isCompleted();
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state()).isEqualTo(NodeState.DRAINING);
  }

  @Test
  void anIdleEndpointIsDrainedAtOnce() {
    assertThat(builder().build().drain("a")).isCompleted();
  }

  @Test
  void aDrainTakenBackBringsTheEndpointBackSlowly() {
    LoadBalancer orders = builder().build();
    Lease lease = on(orders, "a");
    CompletableFuture<Void> idle = orders.drain("a");
    orders.undrain("a");
    assertThatThrownBy(idle::join).hasMessageContaining("taken back before it was idle");
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state())
        .isEqualTo(NodeState.SLOW_START);
    on(orders, "a").success();
    lease.success();
    orders.undrain("a"); // nothing to take back
    assertThat(events.steps())
        .containsSubsequence("a HEALTHY>DRAINING", "a DRAINING>SLOW_START")
        .doesNotContain("a DRAINING>REMOVED");
    assertThatIllegalArgumentException().isThrownBy(() -> orders.undrain("x"));
  }

  @Test
  void removalFromTheSourceDrainsAndEndsTheDrain() {
    LoadBalancer orders = builder().build();
    Lease lease = on(orders, "a");
    CompletableFuture<Void> idle = orders.drain("a");
    source.update(List.of(Endpoint.named("b")));
    assertThat(idle).isNotDone();
    lease.success();
    assertThat(idle).isCompleted();
    assertThat(orders.snapshot().endpoint("a")).isEmpty();
  }

  @Test
  void closeWaitsForTheLastRequest() throws Exception {
    LoadBalancer orders = builder().closeGrace(Duration.ofHours(1)).build();
    Lease lease = orders.acquire();
    CountDownLatch closing = new CountDownLatch(1);
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(
            () -> {
              closing.countDown();
              orders.close();
            });
    closing.await();
    while (!orders.snapshot().endpoints().isEmpty() && orders.snapshot().inFlight() == 2) {
      Thread.onSpinWait();
    }
    assertThat(closed).isNotDone();
    lease.success();
    closed.join(); // hangs if close does not see the end
    assertThat(orders.snapshot().endpoints()).isEmpty();
  }

  @Test
  void whenTheGraceIsOverClientsAreClosedThoughTheyAreUsed() {
    LoadBalancer orders = builder().build();
    List<String> closed = new ArrayList<>();
    Clients<String> clients = orders.clients(Endpoint::id, closed::add);
    Lease lease = orders.acquire();
    String client = clients.of(lease);
    orders.close();
    assertThat(closed).containsExactly(client);
    lease.success();
    assertThat(closed).containsExactly(client);
    orders.close();
  }

  @Test
  void anInterruptEndsTheWait() {
    LoadBalancer orders = builder().closeGrace(Duration.ofHours(1)).build();
    Lease lease = orders.acquire();
    Thread.currentThread().interrupt();
    orders.close();
    assertThat(Thread.interrupted()).isTrue();
    lease.success();
  }

  /** 100 000 times there and gone again under the same name, with requests and clients on it. */
  @Test
  void anEndpointThatComesAndGoesLeavesNothingBehind() {
    LoadBalancer orders = builder().slowStart(Duration.ZERO).build();
    AtomicInteger open = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    Clients<Integer> clients =
        orders.clients(
            endpoint -> {
              open.incrementAndGet();
              return opened.incrementAndGet();
            },
            client -> open.decrementAndGet());
    List<Endpoint> both = List.of(Endpoint.named("a"), Endpoint.named("b"));
    List<Endpoint> one = List.of(Endpoint.named("b"));
    List<Lease> late = new ArrayList<>();
    for (int round = 0; round < 100_000; round++) {
      source.update(both);
      clients.call(client -> client);
      clients.call(client -> client);
      Lease lease = orders.acquire();
      source.update(one);
      late.add(lease);
      if (late.size() > 3) {
        late.remove(0).success(); // after its endpoint was replaced by namesakes
      }
      events.clear();
    }
    late.forEach(Lease::success);
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoints()).hasSize(1);
    assertThat(opened.get()).isGreaterThan(10_000);
    assertThat(open.get()).isLessThanOrEqualTo(1); // b's
    orders.close();
    assertThat(open.get()).isZero();
  }
}
