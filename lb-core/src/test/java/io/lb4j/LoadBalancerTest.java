package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RecordingListener events = new RecordingListener();

  private LoadBalancer.Builder service(String... ids) {
    Endpoint[] endpoints = new Endpoint[ids.length];
    for (int i = 0; i < ids.length; i++) {
      endpoints[i] = Endpoint.named(ids[i]);
    }
    return LoadBalancer.builder("orders")
        .endpoints(endpoints)
        .closeGrace(Duration.ZERO)
        .ticker(ticker)
        .listener(events);
  }

  @Test
  void aLeaseCountsAsInFlightUntilItsVerdict() {
    LoadBalancer orders = service("a").build();
    Lease lease = orders.acquire();
    assertThat(lease.endpoint().id()).isEqualTo("a");
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
    ticker.advance(Duration.ofMillis(5));
    lease.success();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(events.requests()).containsExactly("picked a", "released a SUCCESS 5000000");
    assertThat(lease).hasToString("Lease(a, ended)");
  }

  @Test
  void theFirstVerdictWins() {
    LoadBalancer orders = service("a").build();
    Lease lease = orders.acquire();
    lease.cancel();
    lease.success();
    lease.failure(new IOException());
    lease.close();
    var a = orders.snapshot().endpoint("a").orElseThrow();
    assertThat(a.inFlight()).isZero();
    assertThat(a.picks()).isEqualTo(1);
    assertThat(a.successes() + a.failures()).isZero();
  }

  @Test
  void closingWithoutAVerdictIsAFailure() {
    LoadBalancer orders = service("a").build();
    orders.acquire().close();
    assertThat(orders.snapshot().endpoint("a").orElseThrow().failures()).isEqualTo(1);
  }

  @Test
  void latencyIsMeasuredToTheAnswerAndInFlightToTheEnd() {
    LoadBalancer orders = service("a").build();
    Lease lease = orders.acquire();
    ticker.advance(Duration.ofMillis(3));
    lease.answered();
    ticker.advance(Duration.ofMinutes(1));
    lease.answered(); // too late to count
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
    lease.success();
    assertThat(events.requests()).last().isEqualTo("released a SUCCESS 3000000");
  }

  @Test
  void membershipChangesAreFollowedAndRunningRequestsFinish() {
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
    LoadBalancer orders =
        LoadBalancer.builder("orders").source(source).ticker(ticker).listener(events).build();
    Lease onA = orders.acquire();
    source.update(List.of(Endpoint.named("b")));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("b");
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state()).isEqualTo(NodeState.DRAINING);
    onA.success();
    assertThat(orders.snapshot().endpoint("a")).isEmpty();
    assertThat(events.steps())
        .containsExactly(
            "a STARTING>HEALTHY", "b STARTING>HEALTHY", "a HEALTHY>DRAINING", "a DRAINING>REMOVED");
  }

  @Test
  void aNewWeightKeepsTheStatistics() {
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
    LoadBalancer orders = LoadBalancer.builder("orders").source(source).ticker(ticker).build();
    orders.acquire().success();
    source.update(List.of(Endpoint.named("a").withWeight(7)));
    var a = orders.snapshot().endpoint("a").orElseThrow();
    assertThat(a.successes()).isEqualTo(1);
    assertThat(a.weight()).isEqualTo(7);
  }

  @Test
  void aLateReleaseNeverLandsOnANamesake() {
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
    LoadBalancer orders = LoadBalancer.builder("orders").source(source).ticker(ticker).build();
    Lease old = orders.acquire();
    source.update(List.of());
    source.update(List.of(Endpoint.named("a")));
    Lease fresh = orders.acquire();
    old.failure(new IOException("late"));
    assertThat(orders.snapshot().endpoints()).hasSize(1);
    var a = orders.snapshot().endpoint("a").orElseThrow();
    assertThat(a.inFlight()).isEqualTo(1);
    assertThat(a.failures()).isZero();
    fresh.success();
  }

  @Test
  void aDrainedEndpointFinishesAndTakesNothingNew() {
    LoadBalancer orders = service("a", "b").balancer(Balancers.roundRobin()).build();
    Lease one = orders.acquire();
    Lease two = orders.acquire();
    orders.drain("a");
    for (int i = 0; i < 10; i++) {
      Lease lease = orders.acquire();
      assertThat(lease.endpoint().id()).isEqualTo("b");
      lease.success();
    }
    assertThat(orders.snapshot().endpoint("a").orElseThrow().inFlight()).isEqualTo(1);
    one.success();
    two.success();
    assertThat(orders.snapshot().endpoint("a").orElseThrow().reason()).contains("drained");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.drain("c"))
        .withMessage("id: c (expected: one of [a, b])");
  }

  @Test
  void weightZeroTakesNothingWhileAnotherHasMore() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a").withWeight(0), Endpoint.named("b"))
            .ticker(ticker)
            .build();
    assertThat(share(orders, 20)).containsOnlyKeys("b");
    LoadBalancer allZero =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a").withWeight(0), Endpoint.named("b").withWeight(0))
            .balancer(Balancers.roundRobin())
            .build();
    assertThat(share(allZero, 20)).containsEntry("a", 10).containsEntry("b", 10);
  }

  private static TreeMap<String, Integer> share(LoadBalancer balancer, int calls) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < calls; i++) {
      try (Lease lease = balancer.acquire()) {
        counts.merge(lease.endpoint().id(), 1, Integer::sum);
        lease.success();
      }
    }
    return counts;
  }

  @Test
  void aBalancerOfYourOwnIsOneLambda() {
    Balancer first = nodes -> context -> nodes.get(0);
    LoadBalancer orders = service("a", "b", "c").balancer(first).build();
    assertThat(share(orders, 9)).containsOnlyKeys("a");
    // It ignores what was tried; failover still moves on.
    String winner =
        orders.call(
            endpoint -> {
              if (!endpoint.id().equals("c")) {
                throw new IllegalStateException("down");
              }
              return endpoint.id();
            });
    assertThat(winner).isEqualTo("c");
  }

  @Test
  void aBalancerThatFailsKeepsThePreviousSnapshotInForce() {
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
    Balancer onlyOne =
        nodes -> {
          if (nodes.size() > 1) {
            throw new IllegalStateException("I can do one only");
          }
          return context -> nodes.get(0);
        };
    LoadBalancer orders = LoadBalancer.builder("orders").source(source).balancer(onlyOne).build();
    source.update(List.of(Endpoint.named("a").withWeight(9), Endpoint.named("b")));
    assertThat(share(orders, 3)).containsEntry("a", 3);
    assertThat(orders.snapshot().endpoints()).hasSize(1);
    assertThat(orders.snapshot().endpoints().get(0).weight()).isEqualTo(1);
    source.update(List.of(Endpoint.named("b")));
    assertThat(share(orders, 3)).containsEntry("b", 3);
  }

  @Test
  void aSourceThatFailsOrRepeatsAnIdKeepsTheLastGoodList() {
    EndpointSource.Subscriber[] told = new EndpointSource.Subscriber[1];
    EndpointSource source =
        subscriber -> {
          told[0] = subscriber;
          subscriber.endpoints(List.of(Endpoint.named("a")));
          return () -> {};
        };
    LoadBalancer orders =
        LoadBalancer.builder("orders").source(source).listener(events).ticker(ticker).build();
    told[0].failed(new IOException("registry is down"));
    told[0].endpoints(List.of(Endpoint.named("b"), Endpoint.named("b")));
    assertThat(share(orders, 3)).containsEntry("a", 3);
    assertThat(events.sourceFailures()).hasSize(2);
    assertThat(events.sourceFailures().get(1)).hasMessageContaining("b twice");
  }

  @Test
  void aListenerThatThrowsCostsNothing() {
    LoadBalancerListener broken =
        new LoadBalancerListener() {
          @Override
          public void picked(Endpoint endpoint) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void released(Endpoint endpoint, Outcome outcome, long latencyNanos) {
            throw new IllegalStateException("broken");
          }
        };
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"))
            .listener(broken)
            .listener(events)
            .ticker(ticker)
            .build();
    assertThat(orders.<String, RuntimeException>call(Endpoint::id)).isEqualTo("a");
    assertThat(events.requests()).hasSize(2);
  }

  @Test
  void aHealthTrackerThatThrowsCostsNothing() {
    LoadBalancer orders =
        service("a")
            .health(
                ejector ->
                    (node, outcome, cause, latencyNanos, nowNanos) -> {
                      throw new IllegalStateException("broken");
                    })
            .build();
    orders.acquire().success();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void aPickerThatThrowsLeavesNothingInFlight() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Balancer moody =
        nodes ->
            new Picker() {
              @Override
              public Node pick(PickContext context) {
                return nodes.get(0);
              }

              @Override
              public void begun(Node node, long nowNanos) {
                if (broken.get()) {
                  throw new IllegalStateException("begun");
                }
              }

              @Override
              public void ended(Node node, Outcome outcome, long start, long latency, long now) {
                throw new IllegalStateException("ended");
              }
            };
    LoadBalancer orders = service("a").balancer(moody).build();
    assertThatThrownBy(orders::acquire).hasMessage("begun");
    assertThat(orders.snapshot().inFlight()).isZero();
    broken.set(false);
    orders.acquire().success(); // what "ended" throws is logged, not thrown
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void afterCloseNothingIsPickedAndRunningRequestsEnd() {
    LoadBalancer orders = service("a").build();
    Lease running = orders.acquire();
    orders.close();
    orders.close();
    assertThatThrownBy(orders::acquire)
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessageContaining("orders")
        .hasMessageContaining("closed");
    running.success();
    assertThat(orders.snapshot().endpoints()).isEmpty();
    assertThat(events.steps()).last().isEqualTo("a DRAINING>REMOVED");
  }

  @Test
  void anEmptySourceIsNoEndpointUntilOneComes() {
    EndpointSource.Mutable source = EndpointSource.mutable();
    LoadBalancer orders = LoadBalancer.builder("orders").source(source).build();
    assertThatThrownBy(orders::acquire)
        .hasMessage(
            "orders: no endpoint available (known=0, ejected=0, draining=0, already tried=0)");
    source.update(List.of(Endpoint.named("a")));
    assertThat(orders.acquire().endpoint().id()).isEqualTo("a");
  }

  @Test
  void snapshotsTellSharesAndStates() {
    LoadBalancer orders = service("a", "b").balancer(Balancers.roundRobin()).build();
    share(orders, 10);
    var snapshot = orders.snapshot();
    assertThat(snapshot.service()).isEqualTo("orders");
    assertThat(snapshot.panic()).isFalse();
    assertThat(snapshot.endpoints())
        .allSatisfy(
            endpoint -> {
              assertThat(endpoint.share()).isEqualTo(0.5);
              assertThat(endpoint.state()).isEqualTo(NodeState.HEALTHY);
              assertThat(endpoint.reason()).isEqualTo("joined");
            });
    assertThat(orders).hasToString("LoadBalancer(orders, roundRobin)");
  }

  @Test
  void badInputIsRefusedAtBuildTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("orders").build())
        .withMessage("endpoints: none (expected: endpoints(..) or source(..) was called)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("orders").endpoints(new String[0]))
        .withMessage("endpoints: [] (expected: at least one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("orders").endpoints("http://a:1", "http://a:1/x"))
        .withMessage("endpoints: a:1 twice (expected: distinct ids)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder(" "))
        .withMessageStartingWith("service: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadBalancer.builder("orders").panicBelow(1.5))
        .withMessage("panicBelow: 1.5 (expected: 0 to 1)");
    assertThatNullPointerException()
        .isThrownBy(() -> LoadBalancer.builder("orders").balancer(null))
        .withMessage("balancer: null (expected: a value)");
    assertThatNullPointerException()
        .isThrownBy(() -> LoadBalancer.builder("orders").endpoints((String) null))
        .withMessageContaining("uri: null");
    assertThatNullPointerException().isThrownBy(() -> PickContext.key(null));
  }
}
