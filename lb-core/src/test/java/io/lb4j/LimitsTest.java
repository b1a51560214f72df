package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.limit.Limits;
import io.lb4j.limit.Throttle;
import io.lb4j.limit.WaitQueue;
import io.lb4j.load.Node;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.source.EndpointSource;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final Limits OVERALL_2 = Limits.none().withOverall(ConcurrencyLimit.fixed(2));
  private static final Limits EACH_2 = Limits.none().withPerEndpoint(ConcurrencyLimit.fixed(2));
  private static final WaitQueue THREE_50_MS = WaitQueue.of(3, Duration.ofMillis(50));

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<CompletableFuture<String>> legs = new ArrayList<>();
  private boolean broken = true;
  private Node node;

  private static Endpoint[] endpoints(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Endpoint.named("e" + i))
        .toArray(Endpoint[]::new);
  }

  private LoadBalancer orders(int endpoints, Limits limits) {
    return builder(limits).endpoints(endpoints(endpoints)).build();
  }

  private LoadBalancer.Builder builder(Limits limits) {
    return LoadBalancer.builder("orders")
        .balancer(Balancers.roundRobin())
        .health(ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {})
        .ticker(ticker)
        .scheduler(scheduler)
        .random(Dice.seeded(5))
        .limits(limits);
  }

  private CompletableFuture<String> leg(Endpoint endpoint) {
    legs.add(new CompletableFuture<>());
    return legs.get(legs.size() - 1);
  }

  private static LimitExceededException refused(LoadBalancer orders) {
    return catchThrowableOfType(LimitExceededException.class, orders::acquire);
  }

  @Test
  void beyondTheOverallLimitRequestsAreTurnedAway() {
    LoadBalancer orders = orders(3, OVERALL_2);
    Lease first = orders.acquire();
    Lease second = orders.acquire();
    LimitExceededException thrown = refused(orders);
    assertThat(thrown)
        .hasMessage("orders: concurrency limit reached (limit=2, in flight=2, waiting=0)")
        .isInstanceOf(NoAvailableEndpointException.class);
    assertThat(thrown.limit() + thrown.inFlight() + thrown.waiting()).isEqualTo(4);
    assertThat(thrown.reason()).isEqualTo(Reason.LIMIT);
    first.cancel();
    first.cancel();
    orders.acquire().success();
    second.failure(new IOException());
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoints().stream().mapToLong(e -> e.failures()).sum()).isOne();
  }

  @Test
  void anEndpointAtItsLimitIsPassedOver() {
    LoadBalancer orders =
        builder(EACH_2).balancer(nodes -> context -> nodes.get(0)).endpoints(endpoints(3)).build();
    List<Lease> leases = IntStream.range(0, 6).mapToObj(i -> orders.acquire()).toList();
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(e -> assertThat(e.inFlight()).isEqualTo(2));
    LimitExceededException thrown = refused(orders);
    assertThat(thrown)
        .hasMessage(
            "orders: every endpoint is at its concurrency limit (limit=6, in flight=6, waiting=0)");
    assertThat(thrown.reason()).isEqualTo(Reason.LIMIT_OF_ENDPOINTS);
    leases.get(3).success();
    try (Lease lease = orders.acquire()) {
      assertThat(lease.endpoint()).isEqualTo(leases.get(3).endpoint());
    }
  }

  @Test
  void theLastFreeOneOfManyIsFound() {
    LoadBalancer orders =
        builder(EACH_2)
            .balancer(nodes -> context -> nodes.get(0))
            .endpoints(endpoints(100))
            .build();
    List<Lease> leases = IntStream.range(0, 199).mapToObj(i -> orders.acquire()).toList();
    orders.acquire();
    assertThat(refused(orders)).isNotNull();
    leases.get(77).success();
    assertThat(orders.acquire().endpoint()).isEqualTo(leases.get(77).endpoint());
  }

  @Test
  void nobodyLeftIsNotALimit() {
    LoadBalancer orders =
        builder(EACH_2.withOverall(ConcurrencyLimit.fixed(9)))
            .source(EndpointSource.mutable())
            .build();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(orders::acquire).isExactlyInstanceOf(NoAvailableEndpointException.class);
    }
  }

  @Test
  void aPickerThatThrowsTakesNoRoom() {
    LoadBalancer orders =
        builder(EACH_2.withOverall(ConcurrencyLimit.fixed(2)))
            .balancer(
                nodes ->
                    context -> {
                      if (context.key() == null) {
                        throw new IllegalStateException("picker");
                      }
                      return nodes.get(0);
                    })
            .endpoints(endpoints(1))
            .build();
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(orders::acquire).hasMessage("picker");
    }
    orders.acquire(PickContext.key("k")).success();
  }

  @Test
  void aPickerThatFailsToBeginTakesNoRoom() {
    Picker failing =
        new Picker() {
          @Override
          public Node pick(PickContext context) {
            return node;
          }

          @Override
          public void begun(Node begun, long nowNanos) {
            if (broken) {
              throw new IllegalStateException("begun");
            }
          }
        };
    LoadBalancer orders =
        builder(EACH_2.withOverall(ConcurrencyLimit.fixed(2)))
            .balancer(
                nodes -> {
                  node = nodes.get(0);
                  return failing;
                })
            .endpoints(endpoints(1))
            .build();
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(orders::acquire).hasMessage("begun");
    }
    broken = false;
    orders.acquire().success();
  }

  @Test
  void nobodyLeftFurtherDownIsNobodysFailureWhateverTheRuleSays() {
    LoadBalancer below = builder(Limits.none()).source(EndpointSource.mutable()).build();
    LoadBalancer above =
        builder(Limits.none())
            .endpoints(endpoints(3))
            .retry(RetryPolicy.standard().retryIf(thrown -> true))
            .build();
    assertThatThrownBy(() -> above.call(endpoint -> below.call(Endpoint::id)))
        .hasMessageStartingWith("orders: no endpoint available (known=0");
    assertThatThrownBy(() -> above.callAsync(endpoint -> below.callAsync(this::leg)).join())
        .hasMessageContaining("known=0");
    assertThat(above.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.failures()).isZero());
    assertThat(above.snapshot().endpoints().stream().mapToLong(e -> e.picks()).sum()).isEqualTo(2);
  }

  @Test
  void aCallTurnedAwayOnTheWayToARetryKeepsItsFailures() {
    LoadBalancer orders = orders(2, Limits.none().withPerEndpoint(ConcurrencyLimit.fixed(1)));
    List<Lease> other = new ArrayList<>();
    IOException down = new IOException("down");
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      other.add(orders.acquire());
                      throw down;
                    }))
        .isInstanceOf(LimitExceededException.class)
        .hasSuppressedException(down);
  }

  @Test
  void aLimitFurtherDownIsNobodysFailure() {
    LoadBalancer below = orders(1, OVERALL_2);
    below.acquire();
    below.acquire();
    LoadBalancer above = orders(3, Limits.none());
    assertThatThrownBy(() -> above.call(endpoint -> below.call(Endpoint::id)))
        .isInstanceOf(LimitExceededException.class);
    assertThat(above.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.failures()).isZero());
    assertThat(above.snapshot().endpoints().stream().mapToLong(e -> e.picks()).sum()).isOne();
  }

  @Test
  void asyncCallsWaitInOrderForRoom() {
    LoadBalancer orders = orders(3, OVERALL_2.withQueue(THREE_50_MS));
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 6).mapToObj(i -> orders.callAsync(this::leg)).toList();
    assertThat(legs).hasSize(2);
    assertThat(calls.get(5)) // the queue holds three
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .withMessage("orders: concurrency limit reached (limit=2, in flight=2, waiting=3)");
    assertThat(refused(orders)).isNotNull(); // acquire does not wait
    legs.get(1).complete("b");
    assertThat(legs).hasSize(3);
    legs.get(2).complete("c");
    assertThat(calls.get(2)).isCompletedWithValue("c"); // the first that had to wait
    scheduler.advance(Duration.ofMillis(50));
    assertThat(calls.get(3)).isNotDone(); // it runs
    assertThat(calls.get(4)).isCompletedExceptionally(); // it has waited long enough
    legs.get(0).complete("a");
    legs.get(3).complete("d");
    assertThat(calls.get(3)).isCompletedWithValue("d");
    assertThat(scheduler.pending()).isZero();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void theNewestFirstIfAskedFor() {
    LoadBalancer orders = orders(3, OVERALL_2.withQueue(THREE_50_MS.withNewestFirst()));
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 4).mapToObj(i -> orders.callAsync(this::leg)).toList();
    legs.get(0).complete("a");
    legs.get(2).complete("newest");
    assertThat(calls.get(3)).isCompletedWithValue("newest");
  }

  @Test
  void whoCancelsWhileItWaitsLeavesItsPlace() {
    LoadBalancer orders = orders(3, OVERALL_2.withQueue(THREE_50_MS));
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 4).mapToObj(i -> orders.callAsync(this::leg)).toList();
    calls.get(2).cancel(true);
    legs.get(0).complete("a");
    assertThat(legs).hasSize(3);
    legs.get(2).complete("d");
    assertThat(calls.get(3)).isCompletedWithValue("d");
    legs.get(1).complete("b");
    assertThat(scheduler.pending()).isZero();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void whenALimitGrowsAllWhoFindRoomGoOn() {
    AtomicInteger limit = new AtomicInteger(1);
    Limits growing = Limits.none().withOverall(() -> limit::get).withQueue(THREE_50_MS);
    LoadBalancer orders = orders(3, growing);
    IntStream.range(0, 4).forEach(i -> orders.callAsync(this::leg));
    assertThat(legs).hasSize(1);
    limit.set(3);
    legs.get(0).complete("one end makes room for three");
    assertThat(legs).hasSize(4);
  }

  @Test
  void theDeadlineBoundsTheWait() {
    LoadBalancer orders = orders(3, OVERALL_2.withQueue(THREE_50_MS));
    orders.acquire();
    orders.acquire();
    CompletableFuture<String> call =
        orders
            .with(RetryPolicy.standard().withDeadline(Duration.ofMillis(20)))
            .callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(20));
    assertThat(call).isCompletedExceptionally();
  }

  @Test
  void thousandsThatEndAtOnceDoNotExhaustTheStack() {
    Limits limits =
        Limits.none()
            .withPerEndpoint(ConcurrencyLimit.fixed(1))
            .withQueue(WaitQueue.of(20_000, Duration.ofSeconds(1)));
    LoadBalancer orders = orders(1, limits);
    Lease first = orders.acquire();
    List<CompletableFuture<String>> calls =
        IntStream.range(0, 20_000)
            .mapToObj(i -> orders.callAsync(e -> CompletableFuture.completedFuture("ok")))
            .toList();
    first.success();
    assertThat(calls).allSatisfy(call -> assertThat(call).isCompletedWithValue("ok"));
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void blockingCallsWaitToo() throws Exception {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints("http://a:1")
            .scheduler(clock)
            .limits(OVERALL_2.withQueue(WaitQueue.of(1, Duration.ofMinutes(10))))
            .build();
    Lease first = orders.acquire();
    Lease second = orders.acquire();
    FutureTask<String> call = new FutureTask<>(() -> orders.<String, Exception>call(Endpoint::id));
    Thread caller = new Thread(call);
    caller.start();
    while (refused(orders).waiting() == 0) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(() -> orders.call(Endpoint::id)).hasMessageContaining("waiting=1");
    first.success();
    assertThat(call.get()).isEqualTo("a:1");
    FutureTask<Throwable> interrupted =
        new FutureTask<>(
            () ->
                catchThrowableOfType(
                    NoAvailableEndpointException.class, () -> orders.call(Endpoint::id)));
    Lease third = orders.acquire();
    Thread waits = new Thread(interrupted);
    waits.start();
    while (refused(orders).waiting() == 0) {
      Thread.onSpinWait();
    }
    waits.interrupt();
    assertThat(interrupted.get()).hasMessageContaining("interrupted");
    assertThat(refused(orders).waiting()).isZero();
    second.success();
    third.success();
    assertThat(orders.snapshot().inFlight()).isZero();
    clock.shutdownNow();
  }

  @Test
  void aBlockingCallThatHasWaitedEnoughIsTurnedAway() {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints("http://a:1")
            .scheduler(clock)
            .limits(OVERALL_2.withQueue(WaitQueue.of(1, Duration.ofMillis(1))))
            .build();
    orders.acquire();
    orders.acquire();
    assertThatThrownBy(() -> orders.call(Endpoint::id))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("concurrency limit reached");
    assertThat(refused(orders).waiting()).isZero();
    clock.shutdownNow();
  }

  @Test
  void aServiceThatFailsEverythingIsThrottledAndSaysSo() {
    Limits limits = Limits.none().withThrottle(Throttle.adaptive()).withQueue(THREE_50_MS);
    LoadBalancer orders = orders(3, limits);
    int sent = 0;
    LimitExceededException last = null;
    for (int i = 0; i < 10_000; i++) {
      try {
        orders.acquire().failure(new IOException("down"));
        sent++;
      } catch (LimitExceededException e) {
        last = e;
      }
      ticker.advance(Duration.ofMillis(1));
    }
    assertThat(sent).isBetween(20, 60); // 20 before it begins, 10 probes, and some luck
    assertThat(last)
        .hasMessageStartingWith("orders: throttled, too many recent requests have failed");
    assertThat(scheduler.pending()).isZero(); // it does not help to wait
  }

  @Test
  void aGateGoesWithItsEndpoint() {
    EndpointSource.Mutable source = EndpointSource.mutable(Endpoint.named("a"));
    LoadBalancer orders = builder(EACH_2).source(source).build();
    Lease old = orders.acquire();
    source.update(List.of());
    old.success();
    source.update(List.of(Endpoint.named("a")));
    orders.acquire();
    orders.acquire();
    assertThat(refused(orders).limit()).isEqualTo(2); // not 4: the old gate is gone
  }
}
