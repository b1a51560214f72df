package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeakGuardTest {
  private static final Duration AGE = Duration.ofMinutes(4);

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> leaks = new ArrayList<>();
  private @Nullable Throwable acquiredAt;

  private final LoadBalancerListener listener =
      new LoadBalancerListener() {
        @Override
        public void leaked(Endpoint endpoint, Duration age, @Nullable Throwable where) {
          leaks.add(endpoint.id() + " " + age);
          acquiredAt = where;
        }
      };

  private LoadBalancer service(LeakGuard guard) {
    return LoadBalancer.builder("orders")
        .endpoints(Endpoint.named("a"))
        .leakGuard(guard)
        .closeGrace(Duration.ZERO)
        .listener(listener)
        .ticker(ticker)
        .scheduler(scheduler)
        .build();
  }

  /** Time passes, and requests see that it does. */
  private void pass(LoadBalancer balancer, Duration time) {
    for (int quarter = 0; quarter < 4; quarter++) {
      scheduler.advance(time.dividedBy(4));
      balancer.acquire().success();
      scheduler.runDue();
    }
  }

  @Test
  void aForgottenLeaseIsReportedOnceAndCountsNoMore() {
    LoadBalancer orders = service(LeakGuard.after(AGE));
    Lease forgotten = orders.acquire();
    pass(orders, AGE.minusNanos(4));
    assertThat(leaks).isEmpty();
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
    pass(orders, AGE);
    assertThat(leaks).containsExactly("a PT4M");
    assertThat(acquiredAt).isNull();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoint("a").orElseThrow().failures()).isZero();
    forgotten.success(); // late, and no second verdict
    assertThat(orders.snapshot().inFlight()).isZero();
    pass(orders, AGE.multipliedBy(2));
    assertThat(leaks).hasSize(1);
  }

  /** Through the small ring, the large one, and the set: each is found, none that has ended is. */
  @Test
  void noneOfManyIsLost() {
    LoadBalancer orders = service(LeakGuard.after(AGE));
    List<Lease> kept = IntStream.range(0, 20_000).mapToObj(i -> orders.acquire()).toList();
    for (int i = 0; i < 20_000; i += 2) {
      kept.get(i).success();
    }
    for (int i = 0; i < 1_000_000; i++) {
      orders.acquire().success();
    }
    assertThat(orders.snapshot().inFlight()).isEqualTo(10_000);
    pass(orders, AGE.multipliedBy(2));
    assertThat(leaks).hasSize(10_000);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void threadsLoseNoneToEachOther() {
    LoadBalancer orders = service(LeakGuard.after(AGE));
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 250_000; i++) {
                  Lease lease = orders.acquire();
                  if (i % 1_000 != 0) {
                    lease.success();
                  }
                }
              }));
    }
    threads.forEach(CompletableFuture::join);
    assertThat(orders.snapshot().inFlight()).isEqualTo(1_000);
    pass(orders, AGE.multipliedBy(2));
    assertThat(leaks).hasSize(1_000);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void theStackSaysWhereItWasAcquired() {
    LoadBalancer orders = service(LeakGuard.after(AGE).withStacks());
    theCulprit(orders);
    for (int i = 0; i < 10_000; i++) {
      orders.acquire().success();
    }
    pass(orders, AGE.multipliedBy(2));
    assertThat(leaks).hasSize(1);
    assertThat(acquiredAt)
        .isNotNull()
        .satisfies(
            where ->
                assertThat(where.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("theCulprit")));
  }

  private static void theCulprit(LoadBalancer balancer) {
    balancer.acquire();
  }

  @Test
  void offIsOff() {
    LoadBalancer orders = service(LeakGuard.off());
    orders.acquire();
    pass(orders, Duration.ofDays(300));
    assertThat(leaks).isEmpty();
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
  }

  @Test
  void badAgesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LeakGuard.after(Duration.ofSeconds(-1)))
        .withMessage("age: PT-1S (expected: 0 to 365 days)");
  }
}
