package io.lb4j.limit;

import io.lb4j.load.Outcome;

/**
 * How many requests may be in flight on one target, an endpoint or a whole service. A policy: it
 * makes one {@link Gauge} for each target. {@link #fixed} when you know the number; {@link
 * #gradient()} or {@link #aimd()} find it from what they see.
 *
 * <p><b>Thread safety:</b> implementations are immutable; gauges are safe for many threads.
 */
@FunctionalInterface
public interface ConcurrencyLimit {
  /** A gauge for one target that has seen nothing yet. */
  Gauge start();

  /**
   * Always this many.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  static ConcurrencyLimit fixed(int limit) {
    return new FixedLimit(limit);
  }

  /** {@link #aimd(int, int, int)} that starts at 20 and stays between 1 and 200. */
  static ConcurrencyLimit aimd() {
    return aimd(20, 1, 200);
  }

  /**
   * One more for each full round of successes, a tenth less after a failure, as TCP does. Goes by
   * failures alone: for services that refuse or time out when they have too much.
   *
   * <p>Source: D. Chiu, R. Jain, "Analysis of the Increase and Decrease Algorithms for Congestion
   * Avoidance", 1989; Netflix concurrency-limits, {@code AIMDLimit}.
   *
   * @throws IllegalArgumentException unless 1 ≤ min ≤ initial ≤ max
   */
  static ConcurrencyLimit aimd(int initial, int min, int max) {
    return new AimdLimit(initial, min, max);
  }

  /** {@link #gradient(int, int, int)} that starts at 20 and stays between 20 and 200. */
  static ConcurrencyLimit gradient() {
    return gradient(20, 20, 200);
  }

  /**
   * Grows while latency stays within 1.5 times its long average, shrinks, by half at most, when it
   * rises: a queue is building up. Goes by latency alone, failures teach it nothing.
   *
   * <p>Source: Netflix concurrency-limits, {@code Gradient2Limit}.
   *
   * @throws IllegalArgumentException unless 1 ≤ min ≤ initial ≤ max
   */
  static ConcurrencyLimit gradient(int initial, int min, int max) {
    return new GradientLimit(initial, min, max);
  }

  /** The limit of one target as it is now. */
  interface Gauge {
    /** How many may be in flight, 1 or more. Cost: one memory access. */
    int limit();

    /**
     * A request has ended; those that say nothing of the target are left out.
     *
     * @param latencyNanos time to answer
     * @param inFlight how many were in flight when it ended, itself included
     * @param nowNanos the present by the load balancer's ticker
     */
    default void ended(Outcome outcome, long latencyNanos, int inFlight, long nowNanos) {}
  }
}
