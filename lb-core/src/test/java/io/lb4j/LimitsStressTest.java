package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.limit.Limits;
import io.lb4j.limit.WaitQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class LimitsStressTest {
  private static final int THREADS = 4;
  private static final int CALLS = 300_000;

  private final Map<String, AtomicInteger> running =
      Map.of("a", new AtomicInteger(), "b", new AtomicInteger());
  private final AtomicInteger most = new AtomicInteger();
  private final Queue<Leg> legs = new ConcurrentLinkedQueue<>();
  private final LongAdder refused = new LongAdder();

  /** An attempt that holds its place until somebody comes along and ends it. */
  private record Leg(CompletableFuture<String> stage, Runnable leaving) {}

  /** 1.2 × 10^6 leases, calls and async calls that succeed, fail, are cancelled or turned away. */
  @Test
  void neverTooManyAndNothingLeftInTheEnd() throws Exception {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    clock.setRemoveOnCancelPolicy(true);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"))
            .health(ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {})
            .scheduler(clock)
            .limits(
                Limits.none()
                    .withOverall(ConcurrencyLimit.fixed(2))
                    .withPerEndpoint(ConcurrencyLimit.fixed(1))
                    .withQueue(WaitQueue.of(8, Duration.ofMillis(1))))
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom dice = new SplittableRandom(i);
      callers.add(threads.submit(() -> calls(orders, dice)));
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
    threads.shutdown();
    endLegs();
    clock.submit(() -> {}).get();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(clock.getQueue()).isEmpty();
    assertThat(most.get()).isEqualTo(1);
    assertThat(refused.sum()).isPositive();
    List<Lease> all = new ArrayList<>(); // every place is free again
    for (int i = 0; i < 2; i++) {
      all.add(orders.acquire());
    }
    assertThat(all).hasSize(2);
    clock.shutdownNow();
  }

  /** 4 × 10^5 calls for one place: nobody is forgotten in the queue, or this would not end. */
  @Test
  void whoWaitsIsTold() throws Exception {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    clock.setRemoveOnCancelPolicy(true);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"))
            .scheduler(clock)
            .limits(
                Limits.none()
                    .withPerEndpoint(ConcurrencyLimit.fixed(1))
                    .withQueue(WaitQueue.of(2 * THREADS, Duration.ofMinutes(30))))
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<Integer>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      callers.add(threads.submit(() -> callsThatWait(orders)));
    }
    for (Future<Integer> caller : callers) {
      assertThat(caller.get()).isEqualTo(100_000);
    }
    threads.shutdown();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(clock.getQueue()).isEmpty();
    clock.shutdownNow();
  }

  private static int callsThatWait(LoadBalancer orders) {
    int done = 0;
    for (int i = 0; i < 50_000; i++) {
      done += orders.<Integer, RuntimeException>call(endpoint -> 1);
      done += orders.callAsync(endpoint -> CompletableFuture.completedFuture(1)).join();
    }
    return done;
  }

  private void calls(LoadBalancer orders, SplittableRandom dice) {
    for (int i = 0; i < CALLS; i++) {
      int kind = dice.nextInt(8);
      try {
        if (kind < 5) {
          count(orders.acquire(), dice);
        } else if (kind == 5) {
          orders.call(endpoint -> inside(endpoint, dice));
        } else {
          boolean cancelled = kind == 6; // its place is free before its stage is told
          CompletableFuture<String> call =
              orders.callAsync(endpoint -> leg(cancelled ? () -> {} : enter(endpoint)));
          if (cancelled) {
            call.cancel(true);
          }
        }
      } catch (NoAvailableEndpointException | IOException e) {
        refused.increment();
      }
      endLegs(); // also those of others: the next call might wait for them
    }
  }

  private CompletableFuture<String> leg(Runnable leaving) {
    Leg leg = new Leg(new CompletableFuture<>(), leaving);
    legs.add(leg);
    return leg.stage;
  }

  private void endLegs() {
    Leg leg = legs.poll();
    while (leg != null) {
      leg.leaving.run();
      leg.stage.complete("ok");
      leg = legs.poll();
    }
  }

  private void count(Lease lease, SplittableRandom dice) {
    visit(lease.endpoint(), dice);
    switch (dice.nextInt(3)) {
      case 0 -> lease.success();
      case 1 -> lease.cancel();
      default -> lease.failure(new IOException());
    }
  }

  private String inside(Endpoint endpoint, SplittableRandom dice) throws IOException {
    visit(endpoint, dice);
    if (dice.nextBoolean()) {
      throw new IOException("down");
    }
    return "ok";
  }

  /** Some let the others run while they are inside, or nobody would ever meet anybody there. */
  private void visit(Endpoint endpoint, SplittableRandom dice) {
    Runnable leaving = enter(endpoint);
    if (dice.nextInt(16) == 0) {
      Thread.yield();
    }
    leaving.run();
  }

  private Runnable enter(Endpoint endpoint) {
    AtomicInteger here = running.get(endpoint.id());
    most.accumulateAndGet(here.incrementAndGet(), Math::max);
    return here::decrementAndGet;
  }
}
