package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.source.EndpointSource;
import io.lb4j.source.Polling;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.RecordingListener;
import io.lb4j.testing.VirtualScheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A load balancer on a source that asks: the complaints of others about stale membership. */
@Timeout(120) // instead of hanging
class DiscoveryTest {
  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final RecordingListener events = new RecordingListener();
  private final Polling polling =
      Polling.every(Duration.ofSeconds(30))
          .withFirstWait(Duration.ZERO)
          .withScheduler(scheduler)
          .withRandom(Dice.even());
  private List<InetAddress> zone = addresses(1, 2, 3);

  private static List<InetAddress> addresses(int... last) {
    return Arrays.stream(last).mapToObj(DiscoveryTest::address).toList();
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private LoadBalancer orders(EndpointSource source) {
    return LoadBalancer.builder("orders")
        .source(source)
        .ticker(ticker)
        .listener(events)
        .random(Dice.seeded(3))
        .slowStart(Duration.ZERO)
        .build();
  }

  private EndpointSource dns() {
    return EndpointSource.dns("orders.internal", 8080)
        .resolver(
            host -> {
              if (zone == null) {
                throw new UnknownHostException(host);
              }
              return zone;
            })
        .polling(polling);
  }

  private Map<String, Integer> traffic(LoadBalancer orders, int calls) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < calls; i++) {
      counts.merge(orders.call(endpoint -> endpoint.id()), 1, Integer::sum);
    }
    return counts;
  }

  /** spring-cloud-commons#1215: the registry is down and the list is not empty. */
  @Test
  void anOutageOfDiscoveryOfOneHourKeepsTheListAndTheTraffic() {
    LoadBalancer orders = orders(dns());
    scheduler.runDue();
    assertThat(traffic(orders, 300)).hasSize(3);
    events.clear();
    zone = null;
    for (int second = 0; second < 3600; second++) {
      scheduler.advance(Duration.ofSeconds(1));
      if (second == 1800) {
        zone = List.of(); // an empty answer is no better
      }
      traffic(orders, 10); // a call that found no endpoint would throw
    }
    assertThat(traffic(orders, 300)).hasSize(3).allSatisfy((id, n) -> assertThat(n).isPositive());
    assertThat(orders.snapshot().endpoint("10.0.0.1:8080").orElseThrow().successes())
        .as("statistics of before the outage are kept, too")
        .isGreaterThan(10_000);
    assertThat(events.sourceFailures()).hasSizeBetween(100, 130);
    assertThat(events.changes()).isEmpty();

    zone = addresses(2, 3, 4);
    scheduler.advance(Duration.ofSeconds(30));
    assertThat(traffic(orders, 300).keySet())
        .containsExactly("10.0.0.2:8080", "10.0.0.3:8080", "10.0.0.4:8080");
    orders.close();
    assertThat(scheduler.pending()).isZero();
  }

  /** stork#233: endpoints are the same ones after a refresh, with their figures. */
  @Test
  void statisticsSurviveEveryRefresh() {
    LoadBalancer orders = orders(dns());
    scheduler.runDue();
    traffic(orders, 300);
    for (int i = 0; i < 100; i++) {
      zone = i % 2 == 0 ? addresses(3, 2, 1, 4) : addresses(2, 1, 3);
      scheduler.advance(Duration.ofSeconds(30));
    }
    assertThat(orders.snapshot().endpoints().stream().mapToLong(EndpointSnapshot::successes).sum())
        .isEqualTo(300);
  }

  /** armeria#5749: no moment without endpoints during an update. 10^6 picks against updates. */
  @Test
  void thereIsNoMomentWithoutEndpointsDuringUpdates() throws InterruptedException {
    EndpointSource.Mutable registry =
        EndpointSource.mutable(Endpoint.of("a:1"), Endpoint.of("b:1"));
    LoadBalancer orders = LoadBalancer.builder("orders").source(registry.guarded(0.9)).build();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(2);
    for (int t = 0; t < 2; t++) {
      new Thread(
              () -> {
                try {
                  for (int i = 0; i < 500_000; i++) {
                    orders.acquire().success();
                  }
                } catch (RuntimeException e) {
                  failure.set(e);
                } finally {
                  done.countDown();
                }
              })
          .start();
    }
    for (int i = 0; done.getCount() > 0; i++) {
      registry.update(List.of(Endpoint.of("h" + i + ":1"), Endpoint.of("h" + (i + 1) + ":1")));
    }
    done.await();
    assertThat(failure.get()).isNull();
    assertThat(orders.snapshot().inFlight()).isZero();
    orders.close();
  }

  /** spring-cloud-commons#1215: requests do not wait for a refresh. */
  @Test
  void callersNeverWaitForARefresh() throws InterruptedException {
    CountDownLatch refreshing = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger lookups = new AtomicInteger();
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .source(
                EndpointSource.dns("orders.internal", 8080)
                    .resolver(
                        host -> {
                          if (lookups.incrementAndGet() > 1) {
                            refreshing.countDown();
                            never.await();
                          }
                          return addresses(1, 2);
                        })
                    .polling(
                        Polling.every(Duration.ofMillis(1)).withFirstWait(Duration.ofMinutes(5))))
            .build();
    refreshing.await();
    assertThat(traffic(orders, 1000)).hasSize(2);
    orders.close(); // ends the lookup, too
    assertThatThrownBy(orders::acquire).isInstanceOf(NoAvailableEndpointException.class);
  }

  /** The line of the design: it works at once, with nothing to wait for. */
  @Test
  void aLoadBalancerOnDnsWorksAtOnce() {
    try (LoadBalancer orders =
        LoadBalancer.builder("orders").source(EndpointSource.dns("localhost", 8080)).build()) {
      Lease lease = orders.acquire();
      assertThat(lease.endpoint().port()).isEqualTo(8080);
      lease.success();
    }
  }

  @Test
  void halfTheFleetRemovedByMistakeKeepsItsTrafficUnlessItIsConfirmed() {
    zone = addresses(1, 2, 3, 4, 5, 6);
    LoadBalancer orders = orders(dns().guarded(0.3, Duration.ofHours(1)));
    scheduler.runDue();
    zone = addresses(1, 2, 3);
    scheduler.advance(Duration.ofMinutes(1));
    assertThat(traffic(orders, 600)).hasSize(6);
    assertThat(events.sourceFailures())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageStartingWith("3 of 6 endpoints gone at once"));
    orders.close();
  }
}
