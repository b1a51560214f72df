package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.PickContext;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import io.lb4j.retry.Backoff;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.retry.RetryTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one request: which endpoints were tried, what went wrong, what the budget and the
 * deadline still allow. {@link LoadBalancer#call} is made of it, and so can be any adapter that
 * sends its requests itself:
 *
 * <pre>{@code
 * Attempts attempts = orders.attempts(PickContext.none(), RetryPolicy.standard());
 * while (true) {
 *   Lease lease = attempts.acquire();
 *   try {
 *     send(lease.endpoint());
 *     lease.success();
 *     return;
 *   } catch (IOException e) {
 *     if (!attempts.failed(lease, e)) {
 *       throw e;
 *     }
 *   }
 *   sleep(attempts.waitNanos());              // 0 unless the policy or the endpoint says otherwise
 * }
 * }</pre>
 *
 * <p><b>Thread safety:</b> none; one thread at a time. <b>Cost:</b> one small object, and a deposit
 * in the {@link io.lb4j.retry.RetryBudget}.
 */
public final class Attempts {
  private final Requests requests;
  private final RetryPolicy policy;
  private final long startNanos;
  private PickContext context;
  private List<Throwable> failures = List.of();
  private int begun;
  private int waits;
  private int distinct;
  private long askedNanos; // what the last failure asked to wait; less than 0: for good

  Attempts(Requests requests, RetryPolicy policy, PickContext context) {
    this.requests = requests;
    this.policy = notNull(policy, "policy");
    this.context = notNull(context, "context");
    this.distinct = context.triedCount();
    this.startNanos = policy.deadline() == null ? 0 : requests.ticker().nanos();
    requests.deposit();
  }

  /**
   * An endpoint for the next attempt, as {@link LoadBalancer#acquire(PickContext)} gives it.
   *
   * @throws NoAvailableEndpointException if none is left, or attempts, budget or time are used up;
   *     with the failures so far
   */
  public Lease acquire() {
    if (begun > 0) {
      requireAnother(0);
    }
    RetryTokens tokens = begun > 0 ? requests.tokens() : null;
    if (tokens != null && !tokens.withdraw()) {
      throw exhausted(Reason.BUDGET);
    }
    Lease lease = null;
    try {
      lease =
          mayRepeatEndpoints()
              ? leastRecentlyTried()
              : requests.acquire(context, distinct, failures);
      return lease;
    } catch (LimitExceededException e) {
      throw e.with(failures);
    } finally {
      if (lease == null) {
        refund(tokens);
      } else {
        begun++;
      }
    }
  }

  /** One more attempt beside one that runs, or null: on an endpoint that was not tried, or none. */
  @Nullable Lease tryHedge(Hedging hedging, PickContext running) {
    if (begun >= policy.maxAttempts() || isTooLate(0) || !hedging.withdraw()) {
      return null;
    }
    RetryTokens tokens = requests.tokens();
    if (tokens != null && !tokens.withdraw()) {
      hedging.refund();
      return null;
    }
    Lease lease = tryAcquire(running);
    if (lease == null) {
      hedging.refund();
      refund(tokens);
    } else {
      begun++;
    }
    return lease;
  }

  private @Nullable Lease tryAcquire(PickContext running) {
    try {
      return requests.tryAcquire(running);
    } catch (LimitExceededException e) {
      return null; // no room for luxury
    }
  }

  private static void refund(@Nullable RetryTokens tokens) {
    if (tokens != null) {
      tokens.refund();
    }
  }

  /**
   * An untried one, or the oldest of the tried, which is as good in a second round; or the next.
   */
  private Lease leastRecentlyTried() {
    Lease lease = requests.tryAcquire(context);
    while (lease == null && context.triedCount() > 0) {
      context = context.forgettingOldest();
      lease = requests.tryAcquire(context);
    }
    if (lease == null) {
      throw exhausted(Reason.NO_ENDPOINT);
    }
    return lease;
  }

  private boolean mayRepeatEndpoints() {
    return begun > 0 && (policy.backoff() != null || askedNanos > 0);
  }

  /**
   * Ends an attempt that has failed, with the verdict of the load balancer's classifier.
   *
   * @return true if another attempt may follow: {@link #acquire()} says whether there is one. False
   *     if the exception is the caller's to see, unchanged, with earlier failures suppressed in it
   */
  public boolean failed(Lease lease, Throwable thrown) {
    Severity severity = severity(lease, thrown);
    lease.end(severity.outcome(), thrown);
    boolean another =
        policy.maxAttempts() > 1
            && !Thread.currentThread().isInterrupted() // who interrupts wants an end
            && !Requests.isNobodysFailure(thrown) // whatever the policy's rule may say
            && policy.isRetryable(thrown, severity);
    if (another) {
      tried(lease, thrown);
    } else {
      suppressIn(thrown);
    }
    return another;
  }

  /** A classifier of the user's that throws must not leave a request in flight for ever. */
  private Severity severity(Lease lease, Throwable thrown) {
    try {
      return requests.severity(thrown);
    } catch (RuntimeException | Error e) {
      lease.end(Outcome.FAILURE, thrown);
      throw e;
    }
  }

  /**
   * Notes an attempt that was not good enough, and leaves its verdict to you: for answers that are
   * no exceptions, such as a status.
   */
  public void tried(Lease lease, Throwable failure) {
    if (failures.isEmpty()) {
      failures = new ArrayList<>(policy.maxAttempts() > 8 ? 8 : policy.maxAttempts());
    }
    failures.add(failure);
    context = lease.next(context);
    distinct = Math.max(distinct, context.triedCount());
    askedNanos = policy.retryAfterNanos(failure);
  }

  /**
   * How long to wait before the next {@link #acquire()}, in nanoseconds; usually 0. Hold no lease
   * meanwhile. Ask once after each failure.
   *
   * @throws NoAvailableEndpointException if there will be no other attempt
   */
  public long waitNanos() {
    Backoff backoff = policy.backoff();
    if (backoff == null && askedNanos == 0) {
      return 0;
    }
    long wait = askedNanos;
    if (backoff != null && !requests.hasUntried(context)) {
      wait = Math.max(wait, backoff.nanos(waits++, requests.random()));
    }
    requireAnother(wait);
    return wait;
  }

  private void requireAnother(long waitNanos) {
    if (begun >= policy.maxAttempts()) {
      throw exhausted(Reason.NO_ENDPOINT);
    }
    if (askedNanos < 0) {
      throw exhausted(Reason.RETRY_AFTER);
    }
    if (isTooLate(waitNanos)) {
      throw exhausted(Reason.DEADLINE);
    }
  }

  /** The time to the deadline, if it is less. */
  long remainingNanos(long nanos) {
    return policy.deadline() == null
        ? nanos
        : Math.min(nanos, policy.deadline().toNanos() - (requests.ticker().nanos() - startNanos));
  }

  private boolean isTooLate(long waitNanos) {
    return policy.deadline() != null
        && requests.ticker().nanos() - startNanos + waitNanos >= policy.deadline().toNanos();
  }

  /** Earlier failures are kept, whatever the caller gets to see. */
  void suppressIn(Throwable thrown) {
    for (Throwable each : failures) {
      if (each != thrown) {
        thrown.addSuppressed(each);
      }
    }
  }

  NoAvailableEndpointException exhausted(Reason reason) {
    return requests.exhausted(reason, distinct, failures);
  }

  /** What the next attempt would be acquired with: the request, and the endpoints it has tried. */
  public PickContext context() {
    return context;
  }

  boolean isRepeatable() {
    return policy.isRepeatable() && policy.maxAttempts() > 1;
  }
}
