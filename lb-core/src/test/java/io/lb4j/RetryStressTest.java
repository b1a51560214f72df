package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.Backoff;
import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

class RetryStressTest {
  private static final int THREADS = 4;
  private static final int CALLS = 250_000;
  private static final int PARKED = 256;

  /** Stages that somebody else ends later: by a value, a failure, or never. */
  private final AtomicReferenceArray<CompletableFuture<String>> parked =
      new AtomicReferenceArray<>(PARKED);

  /** 10^6 async calls that succeed, fail, hang, are hedged and cancelled at any moment. */
  @Test
  void everythingIsAtRestInTheEnd() throws Exception {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    clock.setRemoveOnCancelPolicy(true);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"))
            .health(ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {})
            .scheduler(clock)
            .hedge(HedgePolicy.after(Duration.ofMillis(1)).withMaxExtraLoad(1))
            .retry(
                RetryPolicy.standard()
                    .withoutBudget()
                    .withMaxAttempts(5)
                    .withBackoff(new Backoff(Duration.ofNanos(1), Duration.ofMillis(1))))
            .build();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<List<CompletableFuture<String>>>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      SplittableRandom dice = new SplittableRandom(i);
      callers.add(threads.submit(() -> calls(orders, dice)));
    }
    List<CompletableFuture<String>> left = new ArrayList<>();
    for (Future<List<CompletableFuture<String>>> caller : callers) {
      left.addAll(caller.get());
    }
    left.forEach(call -> call.cancel(true));
    threads.shutdown();
    clock.submit(() -> {}).get(); // a timer that was about to fire has
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(clock.getQueue()).isEmpty();
    assertThat(orders.snapshot().endpoints().stream().mapToLong(e -> e.picks()).sum())
        .isGreaterThan((long) THREADS * CALLS);
    clock.shutdownNow();
  }

  private List<CompletableFuture<String>> calls(LoadBalancer orders, SplittableRandom dice) {
    List<CompletableFuture<String>> running = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      long seed = dice.nextLong();
      CompletableFuture<String> call = orders.callAsync(endpoint -> leg(seed));
      if (dice.nextInt(4) == 0) {
        call.cancel(true);
      } else if (!call.isDone()) {
        running.add(call);
      }
      if (running.size() > 100) {
        running.remove(dice.nextInt(100)).cancel(true);
        running.removeIf(CompletableFuture::isDone);
      }
    }
    return running;
  }

  private CompletableFuture<String> leg(long seed) {
    SplittableRandom dice = new SplittableRandom(seed ^ System.nanoTime());
    int fate = dice.nextInt(4);
    if (fate == 0) {
      return CompletableFuture.completedFuture("at once");
    }
    if (fate == 1) {
      return CompletableFuture.failedFuture(new IOException("at once"));
    }
    CompletableFuture<String> later = new CompletableFuture<>();
    CompletableFuture<String> other = parked.getAndSet(dice.nextInt(PARKED), later);
    if (other != null && dice.nextInt(8) > 0) {
      if (dice.nextBoolean()) {
        other.complete("later");
      } else {
        other.completeExceptionally(new IOException("later"));
      }
    }
    return later;
  }
}
