package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.load.NodeState;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What trackers promise holds for load balancers of any size, and however late it acts. */
class ManyNodesTest {
  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> steps = new ArrayList<>(); // of e0
  private final LoadBalancerListener listener =
      new LoadBalancerListener() {
        @Override
        public void stateChanged(StateChange change) {
          if (change.endpoint().id().equals("e0")) {
            steps.add(change.from() + ">" + change.to());
          }
        }
      };

  private LoadBalancer service(int endpoints, HealthTracker tracker) {
    return LoadBalancer.builder("orders")
        .endpoints(
            IntStream.range(0, endpoints)
                .mapToObj(i -> Endpoint.named("e" + i))
                .toArray(Endpoint[]::new))
        .balancer(Balancers.roundRobin())
        .health(tracker)
        .slowStart(Duration.ZERO)
        .listener(listener)
        .ticker(ticker)
        .scheduler(scheduler)
        .random(Dice.even())
        .build();
  }

  private static int number(Lease lease) {
    return Integer.parseInt(lease.endpoint().id().substring(1));
  }

  private static long out(LoadBalancer orders) {
    return orders.snapshot().endpoints().stream()
        .filter(each -> each.state() == NodeState.EJECTED || each.state() == NodeState.PROBATION)
        .count();
  }

  /**
   * 40 % fail everything; a tenth may be out. The scheduler's thread comes each 1, 1000 or 20 000
   * requests: at once, late, and later than a round (a window of 10 s is looked at each second, and
   * a request takes 0.1 ms).
   */
  @ParameterizedTest
  @CsvSource({"60,1", "100,1", "100,1000", "100,20000", "400,1", "400,1000", "400,20000"})
  void noMoreThanTheShareIsEverOut(int n, int every) {
    HealthTracker tracker = HealthTracker.outlierDetection().maxEjectedFraction(0.1).build();
    LoadBalancer orders = service(n, tracker);
    long most = 0;
    for (int i = 0; i < n * 400; i++) {
      ticker.advance(Duration.ofNanos(100_000));
      Lease lease = orders.acquire();
      if (number(lease) < n * 4 / 10) {
        lease.failure(new IOException());
      } else {
        lease.success();
      }
      if (i % every == 0) {
        scheduler.runDue();
      }
      if (i % 100 == 0) {
        most = Math.max(most, out(orders));
      }
    }
    scheduler.runDue();
    most = Math.max(most, out(orders));
    assertThat(most).isBetween(1L, n / 10L);
    orders.close();
  }

  /** Five trials, as the breaker says, whoever ejected it and when. */
  @ParameterizedTest
  @ValueSource(ints = {60, 100, 400})
  void aBreakerIsRestoredAfterAsManyTrialsAsItPermits(int n) {
    LoadBalancer orders =
        service(
            n,
            CircuitBreakerTracker.of(
                CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(10)
                    .waitDurationInOpenState(Duration.ofSeconds(10))
                    .permittedNumberOfCallsInHalfOpenState(5)
                    .build()));
    boolean ejected = false;
    int trials = 0;
    for (int i = 0; i < n * 20 + 30_000; i++) {
      ticker.advance(Duration.ofMillis(1));
      Lease lease = orders.acquire();
      NodeState state = orders.snapshot().endpoint("e0").orElseThrow().state();
      boolean first = number(lease) == 0;
      ejected |= state == NodeState.EJECTED;
      if (first && state == NodeState.PROBATION) {
        trials++;
      }
      if (first && !ejected) {
        lease.failure(new IOException());
      } else {
        lease.success();
      }
      if (i % 3 == 0) { // the scheduler's thread comes a little later
        scheduler.runDue();
      }
    }
    assertThat(steps.stream().skip(1))
        .containsExactly("HEALTHY>EJECTED", "EJECTED>PROBATION", "PROBATION>HEALTHY");
    assertThat(trials).isEqualTo(5);
    orders.close();
  }
}
