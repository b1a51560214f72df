package io.lb4j.retry;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failed attempt is worth another, and when. Immutable, safe for many threads and load
 * balancers.
 *
 * <p>Work handed to {@code LoadBalancer.call} may run more than once: handing it over declares it
 * repeatable. Work that must not run twice goes through {@code LoadBalancer.once()}: it moves on
 * only when the request never reached an endpoint ({@link #onlyUnreachable()}).
 *
 * <p>The next attempt goes to an endpoint that this call has not tried, at once: that endpoint's
 * load has nothing to do with the failure, and the {@linkplain RetryBudget budget} bounds the sum.
 * When all have been tried the call ends, unless there is a {@linkplain #withBackoff backoff}.
 */
public final class RetryPolicy {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final RetryPolicy STANDARD =
      new RetryPolicy(3, null, false, RetryBudget.standard(), null, thrown -> null, null);

  private final int maxAttempts;
  private final @Nullable Predicate<Throwable> rule; // null: whatever is the endpoint's fault
  private final boolean onlyUnreachable;
  private final @Nullable RetryBudget budget;
  private final @Nullable Backoff backoff;
  private final Function<Throwable, @Nullable Duration> retryAfter;
  private final @Nullable Duration deadline;

  private RetryPolicy(
      int maxAttempts,
      @Nullable Predicate<Throwable> rule,
      boolean onlyUnreachable,
      @Nullable RetryBudget budget,
      @Nullable Backoff backoff,
      Function<Throwable, @Nullable Duration> retryAfter,
      @Nullable Duration deadline) {
    this.maxAttempts = maxAttempts;
    this.rule = rule;
    this.onlyUnreachable = onlyUnreachable;
    this.budget = budget;
    this.backoff = backoff;
    this.retryAfter = retryAfter;
    this.deadline = deadline;
  }

  /**
   * Up to three attempts in all, each on another endpoint, after any exception that is the
   * endpoint's fault; {@link RetryBudget#standard()}, no backoff, no deadline.
   */
  public static RetryPolicy standard() {
    return STANDARD;
  }

  /** One attempt only. */
  public static RetryPolicy never() {
    return STANDARD.withMaxAttempts(1);
  }

  /**
   * The same policy with another number of attempts, the first and hedges included.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(
        positive(attempts, "maxAttempts"),
        rule,
        onlyUnreachable,
        budget,
        backoff,
        retryAfter,
        deadline);
  }

  /**
   * The same policy with a rule for exceptions, instead of the load balancer's classifier; it sees
   * them without futures' wrappers.
   */
  public RetryPolicy retryIf(Predicate<Throwable> rule) {
    return new RetryPolicy(
        maxAttempts, notNull(rule, "rule"), onlyUnreachable, budget, backoff, retryAfter, deadline);
  }

  /**
   * The same policy for work that must not run twice: another attempt only if the request is known
   * not to have reached an endpoint ({@link Severity#UNREACHABLE}), and no hedges.
   */
  public RetryPolicy onlyUnreachable() {
    return new RetryPolicy(maxAttempts, rule, true, budget, backoff, retryAfter, deadline);
  }

  /**
   * The same policy with another budget. There is one account for each load balancer, opened with
   * the policy the load balancer was built with; policies of single calls draw on the same.
   */
  public RetryPolicy withBudget(RetryBudget budget) {
    return new RetryPolicy(
        maxAttempts,
        rule,
        onlyUnreachable,
        notNull(budget, "budget"),
        backoff,
        retryAfter,
        deadline);
  }

  /** The same policy without a budget: in an outage every call makes all its attempts. */
  public RetryPolicy withoutBudget() {
    return new RetryPolicy(maxAttempts, rule, onlyUnreachable, null, backoff, retryAfter, deadline);
  }

  /**
   * The same policy, which goes on when every endpoint has been tried and attempts remain: after a
   * wait, with the one whose turn is longest ago. For services with one or two endpoints, whose
   * failures pass quickly. The wait holds no endpoint and never goes beyond the deadline.
   */
  public RetryPolicy withBackoff(Backoff backoff) {
    return new RetryPolicy(
        maxAttempts,
        rule,
        onlyUnreachable,
        budget,
        notNull(backoff, "backoff"),
        retryAfter,
        deadline);
  }

  /**
   * The same policy, which waits as long as a failure asks for (HTTP's {@code Retry-After}) before
   * the next attempt on any endpoint. Null means it does not say, a negative time means not at all.
   * A wait beyond the deadline, or above 10 seconds, ends the call instead.
   */
  public RetryPolicy retryAfter(Function<Throwable, @Nullable Duration> asked) {
    return new RetryPolicy(
        maxAttempts,
        rule,
        onlyUnreachable,
        budget,
        backoff,
        notNull(asked, "retryAfter"),
        deadline);
  }

  /**
   * The same policy with a time, from the beginning of a call, after which no attempt begins. It
   * does not end an attempt that is running: give that a time-out of its own.
   */
  public RetryPolicy withDeadline(Duration deadline) {
    check(
        notNull(deadline, "deadline").compareTo(Duration.ZERO) > 0
            && deadline.compareTo(Duration.ofDays(1)) <= 0,
        "deadline",
        deadline,
        "more than 0, up to one day");
    return new RetryPolicy(
        maxAttempts, rule, onlyUnreachable, budget, backoff, retryAfter, deadline);
  }

  /** Attempts in all, the first included. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** The budget, or null if there is none. */
  public @Nullable RetryBudget budget() {
    return budget;
  }

  /** How long to wait before a second round, or null if there is none. */
  public @Nullable Backoff backoff() {
    return backoff;
  }

  /** Time after which no attempt begins, or null if there is none. */
  public @Nullable Duration deadline() {
    return deadline;
  }

  /** False for {@link #onlyUnreachable()}. */
  public boolean isRepeatable() {
    return !onlyUnreachable;
  }

  /** True if, after this failure, another endpoint may be tried, by the standard classification. */
  public boolean isRetryable(Throwable thrown) {
    return isRetryable(thrown, Severity.of(thrown));
  }

  /** True if, after this failure that was classified so, another endpoint may be tried. */
  public boolean isRetryable(Throwable thrown, Severity severity) {
    boolean wanted =
        rule == null ? severity != Severity.IGNORED : rule.test(Outcome.unwrap(thrown));
    return wanted && (!onlyUnreachable || severity == Severity.UNREACHABLE);
  }

  /**
   * The wait this failure asks for; 0 if it asks for none, less if it asks for no attempt at all or
   * for more than anyone would wait.
   */
  public long retryAfterNanos(Throwable thrown) {
    Duration asked = retryAfter.apply(Outcome.unwrap(thrown));
    if (asked == null) {
      return 0;
    }
    return asked.isNegative() || asked.compareTo(LONGEST_WAIT) > 0 ? -1 : asked.toNanos();
  }
}
