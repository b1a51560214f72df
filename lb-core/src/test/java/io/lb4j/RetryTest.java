package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.Balancers;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Severity;
import io.lb4j.retry.Backoff;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.VirtualScheduler;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Retries in time: budget, backoff, Retry-After, deadline, and work that must not run twice. */
class RetryTest {
  private static final RetryPolicy FREE = RetryPolicy.standard().withoutBudget();

  private final FakeTicker ticker = new FakeTicker();
  private final VirtualScheduler scheduler = new VirtualScheduler(ticker);
  private final List<String> tried = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();

  /** Asks to come back later. */
  private static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;
    private final Duration wait;

    Busy(Duration wait) {
      super("busy");
      this.wait = wait;
    }

    static Duration wait(Throwable thrown) {
      return thrown instanceof Busy busy ? busy.wait : null;
    }
  }

  private LoadBalancer orders(int endpoints, RetryPolicy policy) {
    return LoadBalancer.builder("orders")
        .endpoints(
            IntStream.range(0, endpoints)
                .mapToObj(i -> Endpoint.named("e" + i))
                .toArray(Endpoint[]::new))
        .balancer(Balancers.roundRobin())
        .closeGrace(Duration.ZERO)
        .health(ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {})
        .retry(policy)
        .ticker(ticker)
        .scheduler(scheduler)
        .random(Dice.even())
        .pause(
            (nanos, woken) -> {
              pauses.add(nanos / 1_000_000);
              ticker.advance(Duration.ofNanos(nanos));
            })
        .build();
  }

  private String fail(Endpoint endpoint, Exception thrown) throws Exception {
    tried.add(endpoint.id());
    throw thrown;
  }

  private NoAvailableEndpointException exhausted(LoadBalancer orders, Exception thrown) {
    return catchThrowableOfType(
        NoAvailableEndpointException.class, () -> orders.call(endpoint -> fail(endpoint, thrown)));
  }

  /** All endpoints fail, 100 calls a second for 100 s: attempts ≤ 1.2 × calls + 10/s. */
  @Test
  void whenEverythingFailsTheBudgetBoundsTheAttempts() {
    LoadBalancer orders = orders(10, RetryPolicy.standard());
    int calls = 10_000;
    int refused = 0;
    for (int i = 0; i < calls; i++) {
      NoAvailableEndpointException thrown = exhausted(orders, new IOException("down"));
      refused += thrown.reason() == Reason.BUDGET ? 1 : 0;
      ticker.advance(Duration.ofMillis(10));
    }
    double bound = 1.2 * calls + 10 * (100 + 1); // the first second's worth is there from the start
    assertThat(tried.size()).isBetween((int) (bound - 20), (int) bound);
    assertThat(refused).isGreaterThan(8_000);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void whenEverythingFailsAsynchronouslyTheBoundIsTheSame() {
    LoadBalancer orders = orders(10, RetryPolicy.standard());
    for (int i = 0; i < 10_000; i++) {
      orders.callAsync(
          endpoint -> {
            tried.add(endpoint.id());
            return CompletableFuture.failedFuture(new IOException("down"));
          });
      scheduler.advance(Duration.ofMillis(10));
    }
    assertThat(tried.size()).isBetween(12_990, 13_010);
  }

  @Test
  void theBudgetSaysSoAndKeepsTheFailures() {
    LoadBalancer orders = orders(5, RetryPolicy.standard().withBudget(new RetryBudget(0, 1)));
    NoAvailableEndpointException thrown = exhausted(orders, new IOException("down"));
    assertThat(thrown)
        .hasMessage(
            "orders: retry budget used up (known=5, ejected=0, draining=0, already tried=2);"
                + " last failure: java.io.IOException: down");
    assertThat(thrown.reason()).isEqualTo(Reason.BUDGET);
    assertThat(thrown.alreadyTried()).isEqualTo(2);
  }

  @Test
  void aRetryThatFindsNoEndpointCostsNothing() {
    LoadBalancer orders = orders(1, RetryPolicy.standard().withBudget(new RetryBudget(0, 1)));
    for (int i = 0; i < 3; i++) {
      assertThat(exhausted(orders, new IOException("down")).reason()).isEqualTo(Reason.NO_ENDPOINT);
    }
  }

  @Test
  void allFailuresAreKept() {
    List<Exception> failures = new ArrayList<>();
    Throwable thrown =
        catchThrowable(
            () ->
                orders(3, FREE)
                    .call(
                        endpoint -> {
                          failures.add(new IOException(endpoint.id()));
                          return fail(endpoint, failures.get(failures.size() - 1));
                        }));
    assertThat(thrown).hasCause(failures.get(2));
    assertThat(thrown.getSuppressed()).containsExactly(failures.get(0), failures.get(1));
  }

  @Test
  void aLoadBalancerClosedInTheMiddleSaysSoAndKeepsTheFailures() {
    LoadBalancer orders = orders(3, FREE);
    IOException down = new IOException("down");
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      orders.close();
                      throw down;
                    }))
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessageStartingWith("orders: no endpoint available, the load balancer is closed")
        .hasNoCause()
        .hasSuppressedException(down);
  }

  @Test
  void aFailureThatEndsTheCallKeepsThoseBeforeIt() {
    IOException first = new IOException("first");
    IllegalArgumentException last = new IllegalArgumentException("last");
    LoadBalancer orders = orders(3, FREE);
    assertThatThrownBy(
            () -> orders.call(endpoint -> fail(endpoint, tried.isEmpty() ? first : last)))
        .isSameAs(last)
        .hasSuppressedException(first);
    assertThat(
            catchThrowable(
                () ->
                    orders
                        .callAsync(
                            endpoint ->
                                CompletableFuture.failedFuture(
                                    tried.add("x") && tried.size() == 3
                                        ? new IOException("async")
                                        : new IllegalArgumentException("end")))
                        .join()))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getCause().getSuppressed()).hasSize(1));
  }

  @Test
  void workThatMustNotRunTwiceMovesOnOnlyIfNoEndpointWasReached() {
    LoadBalancer orders = orders(3, FREE);
    assertThatThrownBy(
            () -> orders.once().call(endpoint -> fail(endpoint, new IOException("reset"))))
        .hasMessage("reset");
    assertThat(tried).hasSize(1);
    tried.clear();
    assertThatThrownBy(
            () -> orders.once().call(endpoint -> fail(endpoint, new ConnectException("refused"))))
        .isInstanceOf(NoAvailableEndpointException.class);
    assertThat(tried).hasSize(3).doesNotHaveDuplicates();
    tried.clear();
    CompletableFuture<String> async =
        orders
            .with(FREE.onlyUnreachable())
            .callAsync(
                endpoint -> {
                  tried.add(endpoint.id());
                  return CompletableFuture.failedFuture(new IOException("reset"));
                });
    assertThatThrownBy(async::join).hasRootCauseMessage("reset");
    assertThat(tried).hasSize(1);
  }

  @Test
  void clientsToo() {
    Clients<String> clients = orders(3, FREE).clients(Endpoint::id, client -> {});
    assertThatThrownBy(
            () ->
                clients
                    .once()
                    .call(
                        client -> {
                          tried.add(client);
                          throw new IOException("reset");
                        }))
        .hasMessage("reset");
    assertThat(tried).hasSize(1);
    assertThat(clients.once().callAsync(CompletableFuture::completedFuture).join()).startsWith("e");
    clients.close();
    assertThatThrownBy(() -> clients.once().call(client -> client))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("clients of orders are closed");
  }

  @Test
  void theClassifierDecidesWhatWasNotReached() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"))
            .classifier(
                thrown ->
                    thrown.getMessage().equals("pool") ? Severity.UNREACHABLE : Severity.IGNORED)
            .build();
    assertThatThrownBy(
            () -> orders.once().call(endpoint -> fail(endpoint, new IOException("pool"))))
        .isInstanceOf(NoAvailableEndpointException.class);
    assertThatThrownBy(() -> orders.call(endpoint -> fail(endpoint, new IOException("mine"))))
        .hasMessage("mine");
    assertThat(tried).hasSize(3);
    assertThat(orders.snapshot().endpoints().stream().mapToLong(e -> e.failures()).sum())
        .isEqualTo(2);
  }

  @Test
  void aClassifierThatThrowsLeavesNothingInFlight() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"))
            .classifier(
                thrown -> {
                  throw new IllegalStateException("classifier");
                })
            .health(ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {})
            .build();
    assertThatThrownBy(() -> orders.call(endpoint -> fail(endpoint, new IOException("x"))))
        .hasMessage("classifier");
    assertThat(orders.callAsync(e -> CompletableFuture.failedFuture(new IOException())))
        .isCompletedExceptionally();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void withABackoffASecondRoundGoesToTheLeastRecentlyTried() {
    RetryPolicy policy = FREE.withMaxAttempts(7).withBackoff(Backoff.standard());
    NoAvailableEndpointException thrown = exhausted(orders(3, policy), new IOException("down"));
    assertThat(tried).hasSize(7);
    assertThat(tried.subList(3, 6)).isEqualTo(tried.subList(0, 3));
    assertThat(tried.get(6)).isEqualTo(tried.get(0));
    assertThat(pauses).containsExactly(12L, 25L, 50L, 100L); // none in the first round
    assertThat(thrown.alreadyTried()).isEqualTo(3);
  }

  @Test
  void theSecondRoundOfAnAsyncCallWaitsOnTheScheduler() {
    RetryPolicy policy = FREE.withMaxAttempts(3).withBackoff(Backoff.standard());
    LoadBalancer orders = orders(1, policy);
    CompletableFuture<String> answer =
        orders.callAsync(
            endpoint -> {
              tried.add(endpoint.id());
              return tried.size() < 3
                  ? CompletableFuture.failedFuture(new IOException("blip"))
                  : CompletableFuture.completedFuture("ok");
            });
    assertThat(tried).hasSize(1);
    assertThat(orders.snapshot().inFlight()).isZero(); // the wait holds no endpoint
    scheduler.advance(Duration.ofMillis(12));
    assertThat(tried).hasSize(1);
    scheduler.advance(Duration.ofMillis(1));
    assertThat(tried).hasSize(2);
    scheduler.advance(Duration.ofMillis(25));
    assertThat(answer).isCompletedWithValue("ok");
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void cancellingAnAsyncCallThatWaitsTakesBackTheTimer() {
    LoadBalancer orders = orders(1, FREE.withBackoff(Backoff.standard()));
    CompletableFuture<String> answer =
        orders.callAsync(endpoint -> CompletableFuture.failedFuture(new IOException("blip")));
    assertThat(scheduler.pending()).isEqualTo(1);
    answer.cancel(true);
    assertThat(scheduler.pending()).isZero();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void anAsyncCallThatCannotWaitFails() {
    LoadBalancer orders = orders(1, FREE.withBackoff(Backoff.standard()));
    scheduler.shutdown();
    assertThatThrownBy(
            () ->
                orders
                    .callAsync(e -> CompletableFuture.failedFuture(new IOException("blip")))
                    .join())
        .hasCauseInstanceOf(NoAvailableEndpointException.class)
        .hasRootCauseMessage("blip");
  }

  @Test
  void retryAfterIsWaitedFor() throws Exception {
    LoadBalancer orders = orders(2, FREE.retryAfter(Busy::wait));
    String answer =
        orders.call(
            endpoint ->
                tried.isEmpty() ? fail(endpoint, new Busy(Duration.ofMillis(700))) : endpoint.id());
    assertThat(answer).isNotEqualTo(tried.get(0));
    assertThat(pauses).containsExactly(700L);
    tried.clear();
    assertThat(
            orders(1, FREE.retryAfter(Busy::wait)) // who names a time may be asked again
                .<String, Exception>call(
                    endpoint ->
                        tried.isEmpty()
                            ? fail(endpoint, new Busy(Duration.ofMillis(5)))
                            : endpoint.id()))
        .isEqualTo("e0");
  }

  @Test
  void whoAsksNotToBeTriedAgainOrNotForLongIsNot() {
    for (Duration asked : List.of(Duration.ofSeconds(-1), Duration.ofMinutes(2))) {
      tried.clear();
      assertThat(exhausted(orders(3, FREE.retryAfter(Busy::wait)), new Busy(asked)).reason())
          .isEqualTo(Reason.RETRY_AFTER);
      assertThat(tried).hasSize(1);
    }
    assertThat(pauses).isEmpty();
  }

  @Test
  void noAttemptBeginsAfterTheDeadline() {
    LoadBalancer orders = orders(5, FREE.withMaxAttempts(5).withDeadline(Duration.ofSeconds(1)));
    NoAvailableEndpointException thrown =
        catchThrowableOfType(
            NoAvailableEndpointException.class,
            () ->
                orders.call(
                    endpoint -> {
                      ticker.advance(Duration.ofMillis(400));
                      return fail(endpoint, new IOException("slow"));
                    }));
    assertThat(tried).hasSize(3); // at 0, 400 and 800 ms
    assertThat(thrown.reason()).isEqualTo(Reason.DEADLINE);
  }

  @Test
  void noWaitGoesBeyondTheDeadline() {
    RetryPolicy policy = FREE.retryAfter(Busy::wait).withDeadline(Duration.ofSeconds(1));
    assertThat(exhausted(orders(3, policy), new Busy(Duration.ofSeconds(1))).reason())
        .isEqualTo(Reason.DEADLINE);
    assertThat(pauses).isEmpty();
    assertThat(
            orders(3, policy)
                .callAsync(e -> CompletableFuture.failedFuture(new Busy(Duration.ofSeconds(1)))))
        .isCompletedExceptionally();
    assertThat(scheduler.pending()).isZero();
  }

  @Test
  void aCallInterruptedWhileItWaitsEnds() {
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"))
            .retry(FREE.withBackoff(Backoff.standard()))
            .pause(
                (nanos, woken) -> {
                  throw new InterruptedException();
                })
            .build();
    assertThat(exhausted(orders, new IOException("down")).reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(tried).hasSize(1);
  }

  @Test
  void adaptersShareTheBudgetWithCalls() {
    LoadBalancer orders = orders(10, RetryPolicy.standard().withBudget(new RetryBudget(0, 1)));
    Attempts attempts = orders.attempts(PickContext.key("k"), RetryPolicy.standard());
    assertThat(attempts.failed(attempts.acquire(), new IOException("down"))).isTrue();
    assertThat(attempts.waitNanos()).isZero();
    Lease second = attempts.acquire();
    attempts.tried(second, new IOException("503")); // an answer, judged by the adapter
    second.failure(new IOException("503"));
    assertThatThrownBy(attempts::acquire)
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessageContaining("retry budget used up")
        .hasMessageContaining("already tried=2");
    assertThat(attempts.context().triedCount()).isEqualTo(2);
    assertThat(exhausted(orders, new IOException("down")).reason()).isEqualTo(Reason.BUDGET);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void wrappersOfFuturesAreLookedInto() {
    LoadBalancer orders = orders(2, FREE.onlyUnreachable());
    assertThatThrownBy(
            () ->
                orders.call(e -> fail(e, new CompletionException(new ConnectException("refused")))))
        .isInstanceOf(NoAvailableEndpointException.class);
    assertThat(tried).hasSize(2);
  }
}
