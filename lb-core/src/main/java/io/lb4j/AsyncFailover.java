package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.PickContext;
import io.lb4j.load.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The same as Failover for stages, with a hedge beside the attempt that runs. Whatever happens to the
 * call (an attempt ends, a timer fires, somebody outside completes the result) is an event; events are
 * handled one after the other, by whichever thread brings the first. So the fields need no lock, and
 * attempts that end at once do not exhaust the stack.
 *
 * Whatever is thrown on the way ends up in the result: a stage that never completes is the worst answer.
 */
final class AsyncFailover<T> {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);

  private final Requests requests;
  private final Attempts attempts;
  private final Function<Lease, ? extends CompletionStage<T>> work;
  private final @Nullable Hedging hedging; // null: none for this call
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unhandled = new AtomicInteger();
  private final List<Leg<T>> running = new ArrayList<>(1);
  private @Nullable Throwable verdict; // a failure that allows no other attempt
  private @Nullable Future<?> hedge;
  private @Nullable Future<?> next;
  private @Nullable Runnable place; // in the queue of those who wait for room
  private @Nullable Runnable wake; // while this call waits, for time or for room
  private boolean hedged;
  private boolean over;

  private record Leg<T>(Lease lease, CompletionStage<T> stage) {}

  private AsyncFailover(
      Requests requests, Attempts attempts, Function<Lease, ? extends CompletionStage<T>> work) {
    this.requests = requests;
    this.attempts = attempts;
    this.work = work;
    this.hedging = attempts.isRepeatable() ? requests.hedging() : null;
  }

  static <T> CompletableFuture<T> start(
      Requests requests, Attempts attempts, Function<Lease, ? extends CompletionStage<T>> work) {
    AsyncFailover<T> failover = new AsyncFailover<>(requests, attempts, work);
    failover.result.whenComplete(
        (value, thrown) -> failover.post(() -> failover.completedOutside(thrown)));
    failover.post(failover::attempt);
    return failover.result;
  }

  private void post(Runnable event) {
    events.add(event);
    if (unhandled.getAndIncrement() != 0) {
      return; // for the thread that is at it
    }
    do {
      Runnable first = notNull(events.poll(), "event");
      try {
        first.run();
      } catch (RuntimeException | Error e) { // no endpoint is left, or a user's code has failed
        fail(e);
      }
    } while (unhandled.decrementAndGet() != 0);
  }

  private void attempt() {
    if (over) {
      return;
    }
    next = null;
    wakeUp();
    Waiting queue = requests.waiting();
    if (queue != null && queue.size() > 0) {
      queueUp(queue);
      return;
    }
    Lease lease;
    try {
      lease = attempts.acquire();
    } catch (LimitExceededException e) {
      if (queue == null || !e.mayPass()) {
        throw e;
      }
      queueUp(queue);
      return;
    }
    attemptWith(lease);
  }

  private void attemptWith(Lease lease) {
    stop(next); // if it has waited for room
    next = null;
    wakeUp();
    begin(lease);
    armHedge();
    leaveQueue();
  }

  private void queueUp(Waiting queue) {
    Runnable signal = () -> post(() -> look(queue));
    if (!queue.join(signal)) {
      attemptWith(attempts.acquire()); // throws, unless there is room again
      return;
    }
    place = signal;
    sleep(this::waitedEnough, attempts.remainingNanos(queue.timeoutNanos()));
    look(queue); // the last request may have ended just before
  }

  private void look(Waiting queue) {
    if (place == null || !queue.isFirst(place)) {
      return;
    }
    Lease lease;
    try {
      lease = attempts.acquire();
    } catch (LimitExceededException e) {
      if (!e.mayPass()) {
        throw e;
      }
      return; // told again when the next request ends
    }
    attemptWith(lease);
  }

  private void waitedEnough() {
    if (place != null) {
      attemptWith(attempts.acquire()); // throws what is in the way, unless there is room now
    }
  }

  private void leaveQueue() {
    Waiting queue = requests.waiting();
    Runnable signal = place;
    place = null;
    if (signal != null && queue != null) {
      queue.leave(signal);
    }
  }

  private void begin(Lease lease) {
    CompletionStage<T> stage = stage(lease);
    Leg<T> leg = new Leg<>(lease, stage);
    running.add(leg);
    stage.whenComplete((value, thrown) -> post(() -> ended(leg, value, thrown)));
  }

  @SuppressWarnings("CatchingUnchecked") // Kotlin and others throw checked exceptions from lambdas
  private CompletionStage<T> stage(Lease lease) {
    try {
      return notNull(work.apply(lease), "the stage returned by the work");
    } catch (Throwable thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void armHedge() {
    if (hedging == null || hedged || over) {
      return;
    }
    stop(hedge);
    long delay = hedging.delayNanos();
    try {
      hedge = delay < 0 ? null : later(this::hedge, delay);
    } catch (RejectedExecutionException e) { // the scheduler is shut down: do without
      log.debug("{}: no hedge", requests.service(), e);
    }
  }

  private void hedge() {
    hedge = null;
    if (over || hedged || hedging == null || running.isEmpty()) {
      return; // waiting for another attempt: nothing is slow, something has failed
    }
    PickContext tried = running.get(0).lease.next(attempts.context());
    Lease lease = attempts.tryHedge(hedging, tried);
    if (lease != null) {
      hedged = true;
      begin(lease);
    }
  }

  private Future<?> later(Runnable event, long nanos) {
    return requests.scheduler().schedule(() -> post(event), nanos, TimeUnit.NANOSECONDS);
  }

  private void ended(Leg<T> leg, T value, @Nullable Throwable thrown) {
    if (over) {
      return; // it was given up, and its lease ended with that
    }
    running.remove(leg);
    if (thrown == null) {
      succeed(leg, value);
    } else {
      failed(leg, Outcome.unwrap(thrown));
    }
  }

  private void failed(Leg<T> leg, Throwable cause) {
    if (!attempts.failed(leg.lease, cause)) {
      verdict = cause;
    }
    if (!running.isEmpty()) {
      return; // the other attempt may still save the call
    }
    if (verdict != null) {
      if (verdict != cause) {
        verdict.addSuppressed(cause); // that of the other leg; earlier ones are in it already
      }
      fail(verdict);
      return;
    }
    long wait = attempts.waitNanos();
    if (wait > 0) {
      stop(hedge);
      sleep(this::attempt, wait);
    } else {
      attempt();
    }
  }

  /** Until then, or until all is closed. */
  private void sleep(Runnable event, long nanos) {
    wake = () -> post(this::closed);
    requests.sleepers().add(wake);
    try {
      next = later(event, nanos);
    } catch (RejectedExecutionException e) { // the scheduler is shut down
      throw attempts.exhausted(Reason.NO_ENDPOINT);
    }
  }

  private void wakeUp() {
    if (wake != null) {
      requests.sleepers().remove(wake);
      wake = null;
    }
  }

  private void closed() {
    if (wake != null) {
      throw attempts.exhausted(Reason.CLOSED);
    }
  }

  private void learn(Leg<T> leg) {
    if (hedging != null) {
      hedging.record(leg.lease);
    }
  }

  /** The work is done: what goes wrong from here on does not take the answer back. */
  private void succeed(Leg<T> winner, T value) {
    try {
      requests.succeeded(winner.lease);
      learn(winner);
      running.forEach(this::learn);
      end(Outcome.IGNORED, null);
    } finally {
      result.complete(value);
    }
  }

  private void fail(Throwable thrown) {
    end(Outcome.IGNORED, null);
    result.completeExceptionally(thrown);
  }

  private void completedOutside(@Nullable Throwable thrown) {
    if (!over) {
      end(thrown instanceof TimeoutException ? Outcome.FAILURE : Outcome.IGNORED, thrown);
    }
  }

  /** The leases first: what a cancelled stage then reports is not the endpoint's fault. */
  private void end(Outcome outcome, @Nullable Throwable thrown) {
    over = true;
    stop(hedge);
    stop(next);
    wakeUp();
    leaveQueue();
    List<Leg<T>> left = List.copyOf(running);
    running.clear();
    left.forEach(leg -> leg.lease.end(outcome, thrown));
    left.forEach(leg -> cancel(leg.stage));
  }

  private static void stop(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private static void cancel(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException | Error e) { // the call is decided without it
      log.debug("{} cannot be cancelled; it runs on, unheard", stage, e);
    }
  }
}
