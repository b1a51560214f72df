package io.lb4j.retry;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before an endpoint is tried that has failed this call already: a random time up
 * to {@code base × 2ⁿ}, and never more than {@code max}. Random over the whole range ("full
 * jitter"), because callers that failed together must not come back together.
 *
 * <p>Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015; gRPC A6.
 *
 * @param base bound of the first wait
 * @param max bound of every wait
 */
public record Backoff(Duration base, Duration max) {
  private static final Backoff STANDARD =
      new Backoff(Duration.ofMillis(25), Duration.ofMillis(250));
  private static final int MOST_DOUBLINGS = 62;

  /** Refuses what is out of range. */
  public Backoff {
    check(notNull(base, "base").compareTo(Duration.ZERO) > 0, "base", base, "more than 0");
    check(notNull(max, "max").compareTo(base) >= 0, "max", max, ">= base " + base);
    check(max.compareTo(Duration.ofHours(1)) <= 0, "max", max, "up to one hour");
  }

  /** Up to 25 ms, doubling to 250 ms: Envoy's defaults. */
  public static Backoff standard() {
    return STANDARD;
  }

  /**
   * The next wait.
   *
   * @param step 0 for the first wait of a call, one more for each that follows
   */
  public long nanos(int step, RandomGenerator random) {
    double bound = base.toNanos() * Math.pow(2, Math.min(step, MOST_DOUBLINGS));
    return (long) (Math.min(bound, max.toNanos()) * random.nextDouble());
  }
}
