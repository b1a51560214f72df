package io.lb4j.retry;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;

/**
 * When to send a request that is slow to answer to a second endpoint as well: the first good answer
 * wins, the other attempt is cancelled and says nothing of its endpoint. Cuts the slowest few
 * percent of requests, which a fan-out over many endpoints meets all the time. Only for repeatable
 * work; at most one hedge for a call.
 *
 * <p>Hedges are paid for twice: from an allowance of their own ({@link #withMaxExtraLoad}, 5 % of
 * the calls) and from the {@link RetryBudget}. When the whole service is slow, they stop.
 *
 * <p>Source: J. Dean, L. A. Barroso, "The Tail at Scale", CACM 56(2), 2013; Finagle's {@code
 * BackupRequestFilter}.
 *
 * @param percentile of recent latencies after which to hedge, more than 0 and less than 100; 0 for
 *     a fixed delay
 * @param delay the fixed delay; with a percentile, the least delay
 * @param maxExtraLoad hedges as a share of the calls, more than 0, up to 1
 */
public record HedgePolicy(double percentile, Duration delay, double maxExtraLoad) {
  private static final Duration LEAST_DELAY = Duration.ofMillis(1);
  private static final double EXTRA_LOAD = 0.05;

  /** Refuses what is out of range. */
  public HedgePolicy {
    check(percentile >= 0 && percentile < 100, "percentile", percentile, "0 up to 100, without it");
    check(
        notNull(delay, "delay").compareTo(LEAST_DELAY) >= 0
            && delay.compareTo(Duration.ofHours(1)) <= 0,
        "delay",
        delay,
        "1 ms to one hour");
    check(
        maxExtraLoad > 0 && maxExtraLoad <= 1,
        "maxExtraLoad",
        maxExtraLoad,
        "more than 0, up to 1");
  }

  /**
   * After the time in which this percentage of the recent requests of the same load balancer was
   * answered, and not before 1 ms. None are sent while fewer than 100 are known.
   *
   * @param percentile more than 0, less than 100; 95 makes sense with 5 % extra load
   */
  public static HedgePolicy afterPercentile(double percentile) {
    check(percentile > 0, "percentile", percentile, "more than 0");
    return new HedgePolicy(percentile, LEAST_DELAY, EXTRA_LOAD);
  }

  /** After a fixed time, at least 1 ms. */
  public static HedgePolicy after(Duration delay) {
    return new HedgePolicy(0, delay, EXTRA_LOAD);
  }

  /** The same with another allowance: hedges as a share of the calls. */
  public HedgePolicy withMaxExtraLoad(double share) {
    return new HedgePolicy(percentile, delay, share);
  }

  /** The same with another least delay. */
  public HedgePolicy withMinDelay(Duration least) {
    check(percentile > 0, "minDelay", least, "a policy after a percentile");
    return new HedgePolicy(percentile, least, maxExtraLoad);
  }
}
