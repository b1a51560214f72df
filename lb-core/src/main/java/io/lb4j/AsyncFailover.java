package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.PickContext;
import io.lb4j.load.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The same as Failover for stages. Attempts follow each other, so the fields need no lock: the
 * completion of one attempt happens before the next begins. Only "running" and "settled" are read by
 * who completes the result from outside (cancel, orTimeout, completeOnTimeout): then the attempt that
 * runs is given up.
 *
 * Whatever is thrown on the way ends up in the result: a stage that never completes is the worst answer.
 */
final class AsyncFailover<T> {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Requests requests;
  private final Function<Lease, ? extends CompletionStage<T>> work;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final List<Throwable> failures = new ArrayList<>(0);
  private final AtomicInteger wanted = new AtomicInteger();
  private PickContext context;
  private volatile @Nullable Attempt<T> running;
  private volatile boolean settled;

  private record Attempt<T>(Lease lease, CompletionStage<T> stage) {}

  private AsyncFailover(
      Requests requests, PickContext context, Function<Lease, ? extends CompletionStage<T>> work) {
    this.requests = requests;
    this.context = notNull(context, "context");
    this.work = work;
  }

  static <T> CompletableFuture<T> start(
      Requests requests, PickContext context, Function<Lease, ? extends CompletionStage<T>> work) {
    AsyncFailover<T> failover = new AsyncFailover<>(requests, context, work);
    failover.result.whenComplete((value, thrown) -> failover.giveUpIfCompletedOutside(thrown));
    failover.attempt();
    return failover.result;
  }

  /** A loop, not a recursion: stages that have failed already would exhaust the stack. */
  private void attempt() {
    if (wanted.getAndIncrement() != 0) {
      return; // called by the attempt that the loop below is running
    }
    do {
      try {
        attemptOnce();
      } catch (RuntimeException | Error e) { // no endpoint is left, or a user's code has failed
        settle(null, e);
      }
    } while (wanted.decrementAndGet() != 0);
  }

  private void attemptOnce() {
    Lease lease = requests.acquire(context, failures);
    CompletionStage<T> stage = begin(lease);
    running = new Attempt<>(lease, stage);
    if (result.isDone()) { // from outside, before "running" was set
      giveUp(null);
    }
    stage.whenComplete((value, thrown) -> ended(lease, value, thrown));
  }

  @SuppressWarnings("CatchingUnchecked") // Kotlin and others throw checked exceptions from lambdas
  private CompletionStage<T> begin(Lease lease) {
    try {
      return notNull(work.apply(lease), "the stage returned by the work");
    } catch (Throwable thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void ended(Lease lease, T value, @Nullable Throwable thrown) {
    try {
      if (thrown == null) {
        lease.success();
        settle(value, null);
      } else {
        failed(lease, Outcome.unwrap(thrown));
      }
    } catch (RuntimeException | Error e) {
      lease.cancel();
      settle(null, e);
    }
  }

  private void failed(Lease lease, Throwable cause) {
    lease.end(Outcome.of(cause), cause);
    if (result.isDone() || !Attempts.mayMoveOn(requests, cause)) {
      settle(null, cause);
      return;
    }
    failures.add(cause);
    context = lease.next(context);
    if (Attempts.areUsedUp(requests, failures)) {
      settle(null, requests.exhausted(context, failures));
    } else {
      attempt();
    }
  }

  private void settle(@Nullable T value, @Nullable Throwable thrown) {
    settled = true;
    if (thrown == null) {
      complete(value);
    } else {
      result.completeExceptionally(thrown);
    }
  }

  @SuppressWarnings("NullAway") // null if that is what the work's stage gave
  private void complete(@Nullable T value) {
    result.complete(value);
  }

  private void giveUpIfCompletedOutside(@Nullable Throwable thrown) {
    if (!settled) {
      giveUp(thrown);
    }
  }

  /** The lease first: what the cancelled stage then reports is not the endpoint's fault. */
  private void giveUp(@Nullable Throwable thrown) {
    Attempt<T> attempt = running;
    if (attempt != null) {
      boolean tooLate = thrown instanceof TimeoutException;
      attempt.lease().end(tooLate ? Outcome.FAILURE : Outcome.IGNORED, thrown);
      cancel(attempt.stage());
    }
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (UnsupportedOperationException e) {
      log.debug("{} cannot be cancelled; it runs on, unheard", stage, e);
    }
  }
}
