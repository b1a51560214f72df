package io.lb4j;

import io.lb4j.NoAvailableEndpointException.Reason;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/** Attempts in turn on the caller's thread; or, if they may be hedged, on those of an executor. */
final class Failover {
  private Failover() {}

  static <T, X extends Exception> T run(
      Requests requests, Attempts attempts, Work<Lease, T, X> work) throws X {
    Executor executor = requests.hedgeExecutor();
    return executor != null && attempts.isRepeatable()
        ? hedged(requests, attempts, work, executor)
        : inTurn(requests, attempts, work);
  }

  private static <T, X extends Exception> T inTurn(
      Requests requests, Attempts attempts, Work<Lease, T, X> work) throws X {
    Waiting waiting = requests.waiting();
    while (true) {
      Lease lease = waiting == null ? attempts.acquire() : waiting.acquire(requests, attempts);
      T result;
      try {
        result = work.apply(lease);
      } catch (Throwable thrown) {
        if (!attempts.failed(lease, thrown)) {
          throw Failover.<X>asDeclared(thrown);
        }
        long wait = attempts.waitNanos();
        if (wait > 0) {
          pause(requests, attempts, wait);
        }
        continue;
      }
      requests.succeeded(lease); // outside: what fails there is no failure of the work
      return result;
    }
  }

  private static void pause(Requests requests, Attempts attempts, long nanos) {
    Semaphore woken = new Semaphore(0);
    Runnable wake = woken::release;
    requests.sleepers().add(wake);
    try {
      requests.pause().nanos(nanos, woken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw attempts.exhausted(Reason.INTERRUPTED);
    } finally {
      requests.sleepers().remove(wake);
    }
    if (requests.isClosed()) {
      throw attempts.exhausted(Reason.CLOSED);
    }
  }

  private static <T, X extends Exception> T hedged(
      Requests requests, Attempts attempts, Work<Lease, T, X> work, Executor executor) throws X {
    CompletableFuture<T> result =
        AsyncFailover.start(requests, attempts, lease -> submit(lease, work, executor));
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(true);
      Thread.currentThread().interrupt();
      // what the attempts know belongs to the thread that handles their events
      throw requests.exhausted(Reason.INTERRUPTED, 0, List.of());
    } catch (ExecutionException e) {
      throw Failover.<X>asDeclared(e.getCause() == null ? e : e.getCause());
    }
  }

  /** A stage whose cancellation interrupts the work. */
  private static <T> CompletableFuture<T> submit(
      Lease lease, Work<Lease, T, ?> work, Executor executor) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try {
                stage.complete(work.apply(lease));
              } catch (Throwable thrown) {
                stage.completeExceptionally(thrown);
              }
            },
            null);
    stage.whenComplete(
        (value, thrown) -> {
          if (stage.isCancelled()) {
            task.cancel(true);
          }
        });
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) { // not the endpoint's fault
      CancellationException refused = new CancellationException("the executor is full: " + e);
      refused.initCause(e);
      throw refused;
    }
    return stage;
  }

  /** The work can throw nothing but X and unchecked exceptions, whatever the compiler may think. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Throwable> X asDeclared(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
