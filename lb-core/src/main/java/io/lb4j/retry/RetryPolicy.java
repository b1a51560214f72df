package io.lb4j.retry;

import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import io.lb4j.load.Outcome;
import java.util.function.Predicate;

/**
 * Whether a failed attempt is worth another, on another endpoint. Immutable, safe for many threads.
 *
 * <p>Work handed to {@code LoadBalancer.call} may run more than once: handing it over declares it
 * repeatable. For work that must run at most once use {@link #never()}, or {@code acquire}.
 */
public final class RetryPolicy {
  private static final RetryPolicy STANDARD =
      new RetryPolicy(3, thrown -> Outcome.of(thrown) == Outcome.FAILURE);

  private final int maxAttempts;
  private final Predicate<Throwable> retryable;

  private RetryPolicy(int maxAttempts, Predicate<Throwable> retryable) {
    this.maxAttempts = maxAttempts;
    this.retryable = retryable;
  }

  /**
   * Up to three attempts in all, each on another endpoint, after any exception that is the
   * endpoint's fault ({@link Outcome#of}).
   */
  public static RetryPolicy standard() {
    return STANDARD;
  }

  /** One attempt only. */
  public static RetryPolicy never() {
    return STANDARD.withMaxAttempts(1);
  }

  /**
   * The same policy with another number of attempts, the first included.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(positive(attempts, "maxAttempts"), retryable);
  }

  /** The same policy with another rule for exceptions; it sees them without futures' wrappers. */
  public RetryPolicy retryIf(Predicate<Throwable> rule) {
    return new RetryPolicy(maxAttempts, notNull(rule, "rule"));
  }

  /** Attempts in all, the first included. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** True if, after this failure, another endpoint may be tried. */
  public boolean isRetryable(Throwable thrown) {
    return retryable.test(Outcome.unwrap(thrown));
  }
}
