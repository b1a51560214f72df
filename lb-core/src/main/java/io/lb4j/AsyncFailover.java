package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.PickContext;
import io.lb4j.load.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The same as Failover for stages. Attempts follow each other, so the fields need no lock: the
 * completion of one attempt happens before the next begins. Only "running" is read by a canceller.
 */
final class AsyncFailover<T> {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Requests requests;
  private final Function<Lease, ? extends CompletionStage<T>> work;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final List<Throwable> failures = new ArrayList<>(0);
  private PickContext context;
  private volatile @Nullable Attempt<T> running;

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
    failover.result.whenComplete((value, thrown) -> failover.cancelIfCancelled());
    failover.attempt();
    return failover.result;
  }

  private void attempt() {
    Lease lease;
    try {
      lease = requests.acquire(context, failures);
    } catch (RuntimeException e) { // none is left, or a balancer of the user's has failed
      result.completeExceptionally(e);
      return;
    }
    CompletionStage<T> stage = begin(lease);
    running = new Attempt<>(lease, stage);
    cancelIfCancelled(); // it may have been cancelled before "running" was set
    stage.whenComplete((value, thrown) -> ended(lease, value, thrown));
  }

  private CompletionStage<T> begin(Lease lease) {
    try {
      return notNull(work.apply(lease), "the stage returned by the work");
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void ended(Lease lease, T value, @Nullable Throwable thrown) {
    if (thrown == null) {
      lease.success();
      result.complete(value);
      return;
    }
    Throwable cause = Outcome.unwrap(thrown);
    lease.end(Outcome.of(cause), cause);
    if (result.isDone() || !Attempts.mayMoveOn(requests, cause)) {
      result.completeExceptionally(cause);
      return;
    }
    failures.add(cause);
    context = context.afterTrying(lease.node());
    if (Attempts.areUsedUp(requests, failures)) {
      result.completeExceptionally(requests.exhausted(context, failures));
    } else {
      attempt();
    }
  }

  /** The lease first: what the cancelled stage then reports is not the endpoint's fault. */
  private void cancelIfCancelled() {
    Attempt<T> attempt = running;
    if (result.isCancelled() && attempt != null) {
      attempt.lease().cancel();
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
