package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.NodeState;
import io.lb4j.load.SlowStart;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private static final List<Endpoint> OLD = endpoints("a", "b", "c", "d");

  private final FakeTicker ticker = new FakeTicker();
  private final RecordingListener events = new RecordingListener();
  private final EndpointSource.Mutable source =
      EndpointSource.mutable(OLD.toArray(Endpoint[]::new));

  private static List<Endpoint> endpoints(String... ids) {
    return Stream.of(ids).map(Endpoint::named).toList();
  }

  private LoadBalancer service(Balancer balancer) {
    return LoadBalancer.builder("orders")
        .source(source)
        .balancer(balancer)
        .health(HealthTracker.consecutiveFailures(3))
        .slowStart(Duration.ofSeconds(20))
        .ticker(ticker)
        .random(Dice.even())
        .listener(events)
        .build();
  }

  private void join(String id) {
    source.update(Stream.concat(OLD.stream(), Stream.of(Endpoint.named(id))).toList());
  }

  private static double share(LoadBalancer balancer, String id, int requests) {
    int hits = 0;
    for (int i = 0; i < requests; i++) {
      Lease lease = balancer.acquire();
      hits += lease.endpoint().id().equals(id) ? 1 : 0;
      lease.success();
    }
    return (double) hits / requests;
  }

  private static double weight(LoadBalancer balancer, String id) {
    return balancer.snapshot().endpoint(id).orElseThrow().weight();
  }

  /** 0.1 of 4.1, 0.5 of 4.5, 1 of 5: also for a rule that looks at no other weight. */
  @Test
  void aNewEndpointsShareGrowsWithTime() {
    LoadBalancer orders = service(Balancers.roundRobin());
    join("e");
    assertThat(share(orders, "e", 4_100)).isCloseTo(0.1 / 4.1, within(0.002));
    ticker.advance(Duration.ofSeconds(10));
    assertThat(share(orders, "e", 4_500)).isCloseTo(0.5 / 4.5, within(0.002));
    ticker.advance(Duration.ofSeconds(10));
    assertThat(share(orders, "e", 5_000)).isCloseTo(0.2, within(0.002));
    assertThat(events.steps()).containsSubsequence("e STARTING>SLOW_START", "e SLOW_START>HEALTHY");
    assertThat(events.changes()).last().extracting("reason").isEqualTo("slow start is over");
  }

  @Test
  void theFirstEndpointsAreNotSlowed() {
    LoadBalancer orders = service(Balancers.roundRobin());
    assertThat(orders.snapshot().endpoints())
        .allMatch(each -> each.state() == NodeState.HEALTHY && each.weight() == 1);
  }

  @Test
  void noneIsSlowedIfAllAreReplaced() {
    LoadBalancer orders = service(Balancers.roundRobin());
    source.update(endpoints("x", "y"));
    assertThat(orders.snapshot().endpoint("x").orElseThrow().state()).isEqualTo(NodeState.HEALTHY);
  }

  /** With every endpoint in slow start the largest share is the measure. */
  @Test
  void whenTheLastFullEndpointLeavesTheOthersCarryAll() {
    LoadBalancer orders = service(Balancers.roundRobin());
    join("e");
    ticker.advance(Duration.ofSeconds(5));
    orders.acquire().success();
    assertThat(weight(orders, "e")).isCloseTo(0.25, within(1e-9));
    source.update(endpoints("e"));
    assertThat(weight(orders, "e")).isEqualTo(1);
  }

  @Test
  void aRecoveredEndpointComesBackSlowly() {
    LoadBalancer orders = service(Balancers.roundRobin());
    for (int i = 0; i < 12; i++) {
      Lease lease = orders.acquire();
      if (lease.endpoint().id().equals("a")) {
        lease.failure(new IOException());
      } else {
        lease.success();
      }
    }
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state()).isEqualTo(NodeState.EJECTED);
    ticker.advance(Duration.ofSeconds(7));
    orders.acquire().success(); // the trial
    assertThat(orders.snapshot().endpoint("a").orElseThrow().state())
        .isEqualTo(NodeState.SLOW_START);
    assertThat(share(orders, "a", 3_100)).isCloseTo(0.1 / 3.1, within(0.002));
    ticker.advance(Duration.ofSeconds(20));
    assertThat(share(orders, "a", 4_000)).isCloseTo(0.25, within(0.002));
  }

  /** A newcomer that fails is ejected like anybody, and what it knows of slow start is gone. */
  @Test
  void anEndpointInSlowStartMayBeEjected() {
    LoadBalancer orders = service(Balancers.roundRobin());
    join("e");
    int failures = 0;
    while (failures < 3) {
      Lease lease = orders.acquire();
      if (lease.endpoint().id().equals("e")) {
        lease.failure(new IOException());
        failures++;
      } else {
        lease.success();
      }
    }
    assertThat(orders.snapshot().endpoint("e").orElseThrow().state()).isEqualTo(NodeState.EJECTED);
    assertThat(weight(orders, "e")).isEqualTo(1); // should panic come, it is as good as any
  }

  @Test
  void withoutSlowStartTheShareIsThereAtOnce() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(source)
            .balancer(Balancers.roundRobin())
            .slowStart(SlowStart.none())
            .ticker(ticker)
            .build();
    join("e");
    assertThat(share(orders, "e", 500)).isCloseTo(0.2, within(0.002));
    assertThat(orders.snapshot().endpoint("e").orElseThrow().state()).isEqualTo(NodeState.HEALTHY);
  }

  @Test
  void theCurve() {
    SlowStart linear = SlowStart.standard();
    assertThat(linear.share(-1)).isEqualTo(0.1);
    assertThat(linear.share(Duration.ofSeconds(15).toNanos())).isCloseTo(0.5, within(1e-9));
    assertThat(linear.share(Duration.ofSeconds(30).toNanos())).isEqualTo(1);
    SlowStart quick = linear.withAggression(2).withFrom(0.2);
    assertThat(quick.share(0)).isEqualTo(0.2);
    assertThat(quick.share(Duration.ofMillis(7_500).toNanos())).isCloseTo(0.5, within(1e-9));
    assertThat(SlowStart.none().share(0)).isEqualTo(1);
  }

  @Test
  void badCurvesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowStart.over(Duration.ofSeconds(-1)))
        .withMessage("window: PT-1S (expected: 0 to 1 day)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowStart.standard().withFrom(0))
        .withMessage("from: 0.0 (expected: more than 0, up to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowStart.standard().withAggression(Double.NaN));
  }
}
