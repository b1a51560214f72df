package io.lb4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.retry.RetryPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FailoverTest {
  private final List<String> tried = new ArrayList<>();

  private static LoadBalancer.Builder service(int endpoints) {
    Endpoint[] named = new Endpoint[endpoints];
    for (int i = 0; i < endpoints; i++) {
      named[i] = Endpoint.named("e" + i);
    }
    return LoadBalancer.builder("orders").endpoints(named);
  }

  private String failing(Endpoint endpoint, int failures) throws IOException {
    tried.add(endpoint.id());
    if (tried.size() <= failures) {
      throw new ConnectException(endpoint.id() + " refused");
    }
    return endpoint.id();
  }

  @Test
  void aCallMovesOnToAnotherEndpoint() throws IOException {
    LoadBalancer orders = service(3).build();
    String answer = orders.call(endpoint -> failing(endpoint, 2));
    assertThat(tried).hasSize(3).doesNotHaveDuplicates().last().isEqualTo(answer);
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void allEndpointsDownNamesTheServiceTheCountsAndTheLastCause() {
    LoadBalancer orders = service(3).build();
    Throwable thrown = catchThrowable(() -> orders.call(endpoint -> failing(endpoint, 99)));
    assertThat(thrown)
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessage(
            "orders: no endpoint available (known=3, ejected=1, draining=0, already tried=3);"
                + " last failure: java.net.ConnectException: "
                + tried.get(2)
                + " refused")
        .hasCauseInstanceOf(ConnectException.class);
    assertThat(thrown.getSuppressed()).hasSize(2);
    var exception = (NoAvailableEndpointException) thrown;
    assertThat(exception.service()).isEqualTo("orders");
    assertThat(exception.known()).isEqualTo(3);
    assertThat(exception.alreadyTried()).isEqualTo(3);
    assertThat(exception.ejected() + exception.draining()).isOne();
  }

  @Test
  void attemptsAreLimited() {
    LoadBalancer orders = service(10).build();
    assertThatThrownBy(() -> orders.call(endpoint -> failing(endpoint, 99)))
        .isInstanceOf(NoAvailableEndpointException.class)
        .hasMessageContaining("known=10")
        .hasMessageContaining("already tried=3");
    assertThat(tried).hasSize(3);
  }

  @Test
  void oneEndpointIsTriedOnceNotInALoop() {
    LoadBalancer orders = service(1).build();
    assertThatThrownBy(() -> orders.call(endpoint -> failing(endpoint, 99)))
        .isInstanceOf(NoAvailableEndpointException.class);
    assertThat(tried).hasSize(1);
  }

  @Test
  void withoutRetriesTheCallersOwnExceptionComesOut() {
    LoadBalancer orders = service(3).retry(RetryPolicy.never()).build();
    assertThatThrownBy(() -> orders.call(endpoint -> failing(endpoint, 99)))
        .isInstanceOf(ConnectException.class);
    assertThat(tried).hasSize(1);
  }

  @Test
  void theRuleForRetriesIsTheUsers() {
    LoadBalancer orders =
        service(3)
            .retry(RetryPolicy.standard().retryIf(e -> e instanceof ConnectException))
            .build();
    IOException notFound = new IOException("404");
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      throw notFound;
                    }))
        .isSameAs(notFound);
  }

  @Test
  void theCallersOwnMistakesAreNotTheEndpointsFault() {
    LoadBalancer orders = service(3).build();
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      throw new IllegalArgumentException("bug");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      throw new AssertionError("bug");
                    }))
        .isInstanceOf(AssertionError.class);
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.failures()).isZero());
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void workThatThrowsNothingCheckedMakesACallThatThrowsNothingChecked() {
    assertThat(service(1).build().call(Endpoint::id).length()).isEqualTo(2);
  }

  @Test
  void anAsyncCallMovesOnToo() {
    LoadBalancer orders = service(3).build();
    CompletableFuture<String> answer =
        orders.callAsync(
            endpoint ->
                CompletableFuture.supplyAsync(
                    () -> {
                      synchronized (tried) {
                        try {
                          return failing(endpoint, 2);
                        } catch (IOException e) {
                          throw new CompletionException(e);
                        }
                      }
                    }));
    assertThat(answer.join()).isEqualTo(tried.get(2));
    assertThat(tried).hasSize(3).doesNotHaveDuplicates();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void anAsyncCallFailsAsACallDoes() {
    LoadBalancer orders = service(2).build();
    CompletableFuture<String> answer =
        orders.callAsync(endpoint -> CompletableFuture.failedFuture(new ConnectException("no")));
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(NoAvailableEndpointException.class)
        .withMessageContaining("already tried=2");
  }

  @Test
  void anAsyncCallThatCannotStartFailsOrMovesOn() {
    LoadBalancer orders = service(2).build();
    CompletableFuture<String> moved =
        orders.callAsync(
            endpoint -> {
              tried.add(endpoint.id());
              if (tried.size() == 1) {
                throw new IllegalStateException("not connected");
              }
              return CompletableFuture.completedFuture(endpoint.id());
            });
    assertThat(moved).isCompletedWithValue(tried.get(1));
    CompletableFuture<String> nothing = orders.callAsync(endpoint -> null);
    assertThat(nothing).isCompletedExceptionally();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  @Test
  void whatBreaksOnTheWayOfAnAsyncCallEndsUpInItsResult() {
    Function<Endpoint, CompletionStage<String>> down =
        endpoint -> CompletableFuture.failedFuture(new ConnectException("no"));
    LoadBalancer brokenRule =
        service(3)
            .retry(
                RetryPolicy.standard()
                    .retryIf(
                        thrown -> {
                          throw new IllegalStateException("rule");
                        }))
            .build();
    assertThat(brokenRule.callAsync(down)).isCompletedExceptionally();
    LoadBalancer brokenBalancer =
        service(3)
            .balancer(
                nodes ->
                    context -> {
                      if (context.triedCount() > 0) {
                        throw new AssertionError("balancer");
                      }
                      return nodes.get(0);
                    })
            .build();
    assertThat(brokenBalancer.callAsync(down)).isCompletedExceptionally();
    LoadBalancer brokenTracker =
        service(3)
            .health(
                ejector ->
                    (node, outcome, cause, latencyNanos, nowNanos) -> {
                      throw new NoClassDefFoundError("tracker");
                    })
            .build();
    assertThat(brokenTracker.callAsync(down)).isCompletedExceptionally();
    assertThat(brokenTracker.<String, RuntimeException>call(Endpoint::id)).isNotNull();
    for (LoadBalancer each : List.of(brokenRule, brokenBalancer, brokenTracker)) {
      assertThat(each.snapshot().inFlight()).isZero();
    }
  }

  @Test
  void checkedExceptionsThrownWhereNoneAreDeclaredAreFailuresOfTheAttempt() {
    LoadBalancer orders = service(1).build();
    assertThat(orders.callAsync(endpoint -> sneaky(new IOException("sneaky"))))
        .isCompletedExceptionally();
    assertThat(orders.snapshot().inFlight()).isZero();
  }

  /** As Kotlin lambdas and others do. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T, X extends Throwable> T sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  @Test
  void thousandsOfAttemptsThatFailAtOnceDoNotExhaustTheStack() {
    LoadBalancer orders =
        service(5_000).retry(RetryPolicy.standard().withMaxAttempts(5_000)).build();
    assertThat(
            orders.callAsync(
                endpoint -> CompletableFuture.failedFuture(new ConnectException("no"))))
        .isCompletedExceptionally();
  }

  @Test
  void anAsyncCallThatIsCompletedFromOutsideGivesUpItsAttempt() {
    LoadBalancer orders = service(1).build();
    CompletableFuture<String> slow = new CompletableFuture<>();
    CompletableFuture<String> late = orders.callAsync(endpoint -> slow);
    late.completeExceptionally(new TimeoutException()); // what orTimeout does
    assertThat(slow).isCancelled();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoints().get(0).failures()).isOne();

    CompletableFuture<String> other = new CompletableFuture<>();
    orders.callAsync(endpoint -> other).complete("enough"); // what completeOnTimeout does
    assertThat(other).isCancelled();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoints().get(0).failures()).isOne();
  }

  @Test
  void anInterruptedCallBlamesNobodyAndIsNotTriedAgain() {
    LoadBalancer orders = service(3).build();
    assertThatThrownBy(
            () ->
                orders.call(
                    endpoint -> {
                      tried.add(endpoint.id());
                      Thread.currentThread().interrupt();
                      throw new ClosedByInterruptException();
                    }))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(tried).hasSize(1);
    assertThat(orders.snapshot().endpoints()).allSatisfy(e -> assertThat(e.failures()).isZero());
  }

  @Test
  void cancellingAnAsyncCallCancelsTheAttemptAndBlamesNobody() {
    LoadBalancer orders = service(2).build();
    CompletableFuture<String> attempt = new CompletableFuture<>();
    CompletableFuture<String> answer = orders.callAsync(endpoint -> attempt);
    assertThat(orders.snapshot().inFlight()).isEqualTo(1);
    answer.cancel(true);
    assertThat(attempt).isCancelled();
    assertThat(orders.snapshot().inFlight()).isZero();
    assertThat(orders.snapshot().endpoints()).allSatisfy(e -> assertThat(e.failures()).isZero());
    assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
  }
}
