package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.EndpointSnapshot;
import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HedgeTest {
  private static final HedgePolicy AFTER_10_MS =
      HedgePolicy.after(Duration.ofMillis(10)).withMaxExtraLoad(1);

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> tried = new ArrayList<>();
  private final List<CompletableFuture<String>> legs = new ArrayList<>();

  private LoadBalancer.Builder service(int endpoints) {
    Endpoint[] named = new Endpoint[endpoints];
    for (int i = 0; i < endpoints; i++) {
      named[i] = Endpoint.named("e" + i);
    }
    return LoadBalancer.builder("orders")
        .endpoints(named)
        .balancer(Balancers.roundRobin())
        .ticker(ticker)
        .scheduler(scheduler)
        .random(Dice.even());
  }

  private CompletableFuture<String> leg(Endpoint endpoint) {
    tried.add(endpoint.id());
    legs.add(new CompletableFuture<>());
    return legs.get(legs.size() - 1);
  }

  private static long failures(LoadBalancer orders) {
    return orders.snapshot().endpoints().stream().mapToLong(EndpointSnapshot::failures).sum();
  }

  private static long successes(LoadBalancer orders) {
    return orders.snapshot().endpoints().stream().mapToLong(EndpointSnapshot::successes).sum();
  }

  private void assertAtRest(LoadBalancer orders) {
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aSlowRequestGoesToASecondEndpointAndTheLoserSaysNothing() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(9));
    assertThat(tried).hasSize(1);
    scheduler.advance(Duration.ofMillis(1));
    assertThat(tried).hasSize(2).doesNotHaveDuplicates();
    scheduler.advance(Duration.ofHours(1));
    assertThat(tried).hasSize(2); // one hedge, no more
    legs.get(1).complete("hedge");
    assertThat(answer).isCompletedWithValue("hedge");
    assertThat(legs.get(0)).isCancelled();
    assertThat(failures(orders)).isZero();
    assertThat(successes(orders)).isOne();
    assertThat(orders.snapshot().endpoints())
        .filteredOn(endpoint -> endpoint.endpoint().id().equals(tried.get(0)))
        .allSatisfy(loser -> assertThat(loser.latencyNanos()).isZero());
    assertAtRest(orders);
  }

  @Test
  void aLoserThatCannotBeCancelledDoesNotTakeTheAnswerBack() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    CompletableFuture<String> stubborn =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            throw new IllegalStateException("cannot be cancelled");
          }
        };
    CompletableFuture<String> answer =
        orders.callAsync(
            endpoint -> tried.isEmpty() && tried.add("1st") ? stubborn : leg(endpoint));
    scheduler.advance(Duration.ofMillis(10));
    legs.get(0).complete("hedge");
    assertThat(answer).isCompletedWithValue("hedge");
    assertAtRest(orders);
  }

  @Test
  void theFirstMayStillWin() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(10));
    legs.get(0).complete("first");
    assertThat(answer).isCompletedWithValue("first");
    assertThat(legs.get(1)).isCancelled();
    assertThat(failures(orders)).isZero();
    assertAtRest(orders);
  }

  @Test
  void aQuickRequestIsNotHedgedAndLeavesNoTimer() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    assertThat(scheduler.pending()).isEqualTo(1);
    legs.get(0).complete("quick");
    assertThat(answer).isCompletedWithValue("quick");
    assertAtRest(orders);
  }

  @Test
  void aLegThatFailsDoesNotFailTheCallWhileAnotherRuns() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    for (Exception failure : List.of(new IOException("x"), new IllegalArgumentException("x"))) {
      legs.clear();
      CompletableFuture<String> answer = orders.callAsync(this::leg);
      scheduler.advance(Duration.ofMillis(10));
      legs.get(0).completeExceptionally(failure);
      assertThat(answer).isNotDone();
      assertThat(legs).hasSize(2);
      legs.get(1).complete("saved");
      assertThat(answer).isCompletedWithValue("saved");
    }
    assertThat(failures(orders)).isOne();
    assertAtRest(orders);
  }

  @Test
  void theCallEndsWhenAllLegsHaveFailedAndAttemptsAreUsedUp() {
    LoadBalancer orders = service(5).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(10));
    legs.get(1).completeExceptionally(new IOException("hedge"));
    legs.get(0).completeExceptionally(new IOException("first"));
    assertThat(tried).hasSize(3).doesNotHaveDuplicates(); // the hedge counts as an attempt
    legs.get(2).completeExceptionally(new IOException("third"));
    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(NoAvailableEndpointException.class)
        .hasRootCauseMessage("third")
        .satisfies(e -> assertThat(e.getCause().getSuppressed()).hasSize(2));
    assertThat(failures(orders)).isEqualTo(3);
    assertAtRest(orders);
  }

  @Test
  void aLegThatForbidsAnotherAttemptEndsTheCallWithTheLastLeg() {
    LoadBalancer orders = service(5).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(10));
    legs.get(0).completeExceptionally(new IllegalArgumentException("bug"));
    legs.get(1).completeExceptionally(new IOException("down"));
    assertThat(tried).hasSize(2);
    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getCause().getSuppressed()).hasSize(1));
    assertAtRest(orders);
  }

  @Test
  void aRetriedAttemptMayBeHedged() {
    LoadBalancer orders = service(5).hedge(AFTER_10_MS).build();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(8));
    legs.get(0).completeExceptionally(new IOException("down"));
    scheduler.advance(Duration.ofMillis(9));
    assertThat(tried).hasSize(2);
    scheduler.advance(Duration.ofMillis(1));
    assertThat(tried).hasSize(3).doesNotHaveDuplicates();
    legs.get(2).complete("ok");
    assertThat(answer).isCompletedWithValue("ok");
    assertAtRest(orders);
  }

  @Test
  void cancellingTheCallCancelsEveryLegAndTimer() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    CompletableFuture<String> early = orders.callAsync(this::leg);
    early.cancel(true);
    assertAtRest(orders);
    CompletableFuture<String> late = orders.callAsync(this::leg);
    scheduler.advance(Duration.ofMillis(10));
    late.cancel(true);
    assertThat(legs).hasSize(3).allSatisfy(leg -> assertThat(leg).isCancelled());
    assertThat(failures(orders)).isZero();
    assertAtRest(orders);
  }

  @Test
  void noHedgeForWorkThatMustNotRunTwiceNorWithoutAnotherEndpointAttemptOrBudget() {
    LoadBalancer three = service(3).hedge(AFTER_10_MS).build();
    three.once().callAsync(this::leg);
    three.with(RetryPolicy.never()).callAsync(this::leg);
    three.with(RetryPolicy.standard().withDeadline(Duration.ofMillis(5))).callAsync(this::leg);
    service(1).hedge(AFTER_10_MS).build().callAsync(this::leg);
    RetryPolicy poor = RetryPolicy.standard().withBudget(new RetryBudget(0, 0));
    service(3).hedge(AFTER_10_MS).retry(poor).build().callAsync(this::leg);
    service(3).build().callAsync(this::leg);
    scheduler.advance(Duration.ofSeconds(1));
    assertThat(legs).hasSize(6);
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aSchedulerThatIsShutDownCostsTheHedgeNotTheCall() {
    LoadBalancer orders = service(3).hedge(AFTER_10_MS).build();
    scheduler.shutdown();
    CompletableFuture<String> answer = orders.callAsync(this::leg);
    legs.get(0).complete("ok");
    assertThat(answer).isCompletedWithValue("ok");
  }

  /** When everything is slow, hedges stay at 5 % of 10000 calls. */
  @Test
  void theExtraLoadIsBounded() {
    LoadBalancer orders = service(10).hedge(HedgePolicy.after(Duration.ofMillis(1))).build();
    for (int i = 0; i < 10_000; i++) {
      orders.callAsync(this::leg);
      scheduler.advance(Duration.ofMillis(2));
      legs.forEach(leg -> leg.complete("slow"));
      legs.clear();
    }
    assertThat(tried.size()).isBetween(10_490, 10_500);
    assertAtRest(orders);
  }

  /**
   * Latencies with a long tail (1 ms / u), hedges after the 90th percentile, 20000 calls: 10 % are
   * hedged (sigma 0.2 %; buckets are up to 12.5 % wide, so down to 8.9 %; bounds 5 sigma wider). If
   * losers taught nothing, the percentile would sink with every hedge that wins.
   */
  @Test
  void thePercentileIsThatOfTheRequestsAndDoesNotSinkWithTheHedges() {
    LoadBalancer orders =
        service(10)
            .hedge(HedgePolicy.afterPercentile(90).withMaxExtraLoad(1))
            .retry(RetryPolicy.standard().withoutBudget())
            .build();
    RandomGenerator dice = Dice.seeded(11).get();
    int calls = 20_000;
    int hedgesInTheBeginning = 0;
    for (int i = 0; i < calls; i++) {
      orders.callAsync(
          endpoint -> {
            CompletableFuture<String> leg = leg(endpoint);
            long nanos = (long) Math.min(10e9, 1e6 / (1 - dice.nextDouble()));
            scheduler.schedule(() -> leg.complete("ok"), nanos, TimeUnit.NANOSECONDS);
            return leg;
          });
      scheduler.advance(Duration.ofMillis(5));
      if (i == 50) {
        hedgesInTheBeginning = tried.size() - 51;
      }
    }
    scheduler.advance(Duration.ofSeconds(20));
    assertThat(hedgesInTheBeginning).isZero(); // too little was known
    double hedged = (tried.size() - calls) / (double) calls;
    assertThat(hedged).isBetween(0.078, 0.111);
    assertAtRest(orders);
  }

  @Test
  void aBlockingCallIsHedgedOnAnExecutorAndTheLoserIsInterrupted() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"))
            .scheduler(clock)
            .hedge(AFTER_10_MS, threads)
            .build();
    String answer =
        orders.call(
            endpoint -> {
              if (attempts.incrementAndGet() == 1) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              }
              return "hedge";
            });
    assertThat(answer).isEqualTo("hedge");
    interrupted.await();
    assertThat(attempts).hasValue(2);
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(failures(orders)).isZero();
    IOException down = new IOException("down");
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      throw down;
                    }))
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasCause(down);
    IllegalArgumentException bug = new IllegalArgumentException("bug");
    assertThatThrownBy(
            () ->
                orders.<String, RuntimeException>call(
                    endpoint -> {
                      throw bug;
                    }))
        .isSameAs(bug);
    Thread.currentThread().interrupt();
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      new CountDownLatch(1).await();
                      return "never";
                    }))
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(orders.snapshot().inFlight()).isZero();
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThatThrownBy(() -> orders.call(Endpoint::id))
        .isInstanceOf(CancellationException.class)
        .hasRootCauseInstanceOf(RejectedExecutionException.class);
    assertThat(failures(orders)).isEqualTo(2); // those of "down"
    clock.shutdownNow();
  }

  @Test
  void badPoliciesAreRefused() {
    assertThatThrownBy(() -> HedgePolicy.afterPercentile(0))
        .hasMessage("percentile: 0.0 (expected: more than 0)");
    assertThatThrownBy(() -> HedgePolicy.afterPercentile(100))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HedgePolicy.after(Duration.ZERO))
        .hasMessage("delay: PT0S (expected: 1 ms to one hour)");
    assertThatThrownBy(() -> AFTER_10_MS.withMaxExtraLoad(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AFTER_10_MS.withMinDelay(Duration.ofMillis(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
