package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.limit.Limits;
import io.lb4j.limit.WaitQueue;
import io.lb4j.retry.Backoff;
import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.testing.Duel;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait when the load balancer closes: for time or for room, on threads or without. */
@Timeout(120) // what is not woken would hang
class ClosingCallsTest {
  private static final Limits ONE =
      Limits.none()
          .withOverall(ConcurrencyLimit.fixed(1))
          .withQueue(WaitQueue.of(10, Duration.ofMinutes(30)));

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final IOException down = new IOException("down");

  private LoadBalancer.Builder orders() {
    return LoadBalancer.builder("orders")
        .endpoints(Endpoint.named("a"))
        .closeGrace(Duration.ZERO)
        .retry(
            RetryPolicy.standard()
                .withBackoff(Backoff.standard())
                .retryAfter(thrown -> Duration.ofSeconds(10)))
        .ticker(ticker)
        .scheduler(scheduler);
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  private static Throwable thrownBy(CompletableFuture<?> call) {
    assertThat(call).isDone(); // at once: nobody has moved the clock
    return catchThrowableOfType(CompletionException.class, call::join).getCause();
  }

  private static void assertClosed(Throwable thrown) {
    assertThat(thrown).isExactlyInstanceOf(NoAvailableEndpointException.class);
    assertThat(((NoAvailableEndpointException) thrown).reason()).isEqualTo(Reason.CLOSED);
  }

  private static <T> FutureTask<Throwable> onItsThread(
      LoadBalancer orders, Work<Endpoint, T, ?> w) {
    FutureTask<Throwable> call = new FutureTask<>(() -> catchThrowable(() -> orders.call(w)));
    Thread thread = new Thread(call);
    thread.setDaemon(true);
    thread.start();
    return call;
  }

  @Test
  void anAsyncCallThatWaitsForItsNextAttemptEnds() {
    LoadBalancer orders = orders().build();
    CompletableFuture<String> call =
        orders.callAsync(endpoint -> CompletableFuture.failedFuture(down));
    assertThat(call).isNotDone();
    orders.close();
    Throwable thrown = thrownBy(call);
    assertClosed(thrown);
    assertThat(thrown).hasSuppressedException(down);
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void anAsyncCallThatFailsAfterCloseDoesNotBeginToWait() {
    LoadBalancer orders = orders().build();
    CompletableFuture<String> attempt = new CompletableFuture<>();
    CompletableFuture<String> call = orders.callAsync(endpoint -> attempt);
    orders.close();
    attempt.completeExceptionally(down);
    assertClosed(thrownBy(call));
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aBlockingCallThatWaitsForItsNextAttemptEnds() throws Exception {
    CountDownLatch pausing = new CountDownLatch(1);
    LoadBalancer orders =
        orders()
            .pause(
                (nanos, woken) -> {
                  pausing.countDown();
                  Pause.SLEEP.nanos(nanos, woken);
                })
            .build();
    FutureTask<Throwable> call =
        onItsThread(
            orders,
            endpoint -> {
              throw down;
            });
    pausing.await();
    orders.close();
    assertClosed(call.get());
  }

  @Test
  void aBlockingCallOnTheThreadsOfAnExecutorEndsAsWell() throws Exception {
    ScheduledThreadPoolExecutor clock = clock();
    LoadBalancer orders =
        orders()
            .scheduler(clock)
            .hedge(HedgePolicy.after(Duration.ofMinutes(30)), Runnable::run)
            .build();
    FutureTask<Throwable> call =
        onItsThread(
            orders,
            endpoint -> {
              throw down;
            });
    while (clock.getQueue().isEmpty()) {
      Thread.onSpinWait();
    }
    orders.close();
    assertClosed(call.get());
    assertThat(clock.getQueue()).isEmpty();
    clock.shutdownNow();
  }

  @Test
  void callsThatWaitForRoomEndAndNotBecauseOfTheLimit() throws Exception {
    ScheduledThreadPoolExecutor clock = clock();
    LoadBalancer orders = orders().limits(ONE).scheduler(clock).build();
    Lease inTheWay = orders.acquire();
    FutureTask<Throwable> blocking = onItsThread(orders, Endpoint::id);
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(orders.callAsync(endpoint -> CompletableFuture.completedFuture("a")));
    }
    while (clock.getQueue().size() < 4) {
      Thread.onSpinWait();
    }
    orders.close();
    calls.forEach(call -> assertClosed(thrownBy(call)));
    assertClosed(blocking.get());
    assertThat(clock.getQueue()).isEmpty();
    assertClosed(catchThrowable(orders::acquire)); // the limit is reached, but that is not why
    assertClosed(catchThrowable(() -> orders.call(Endpoint::id)));
    inTheWay.success();
    clock.shutdownNow();
  }

  /** Of 2 × 10^4 calls that fail, or find no room, while all is closed, none is left waiting. */
  @Test
  void noCallIsForgottenThatBeginsToWaitAsAllIsClosed() throws Exception {
    int bouts = 20;
    ScheduledThreadPoolExecutor clock = clock();
    List<LoadBalancer> all = new ArrayList<>();
    AtomicReferenceArray<CompletableFuture<String>> calls =
        new AtomicReferenceArray<>(bouts * Duel.BOUT);
    Duel.fight(
        bouts,
        turns -> {
          for (int i = turns - Duel.BOUT; turns > 0 && i < turns; i++) {
            assertClosed(thrownBy(calls.get(i)));
          }
          assertThat(clock.getQueue()).isEmpty();
          all.clear();
          for (int i = 0; i < Duel.BOUT; i++) {
            LoadBalancer orders = orders().limits(ONE).scheduler(clock).build();
            if (i % 2 == 0) {
              orders.acquire();
            }
            all.add(orders);
          }
        },
        turn ->
            calls.set(
                turn,
                all.get(turn % Duel.BOUT)
                    .callAsync(endpoint -> CompletableFuture.failedFuture(down))),
        turn -> all.get(turn % Duel.BOUT).close());
    clock.shutdownNow();
  }
}
