package io.lb4j.load;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import java.time.Duration;

/**
 * How an endpoint that is new, or was away, comes to its full share: its weight grows with time.
 *
 * <p>Cold caches, pools and compilers make the first seconds of an endpoint its slowest; a balancer
 * that sees an idle newcomer would send it everything. The share is {@code (t / window)^(1 /
 * aggression)} of the endpoint's weight, never less than {@code from}; it goes into the one
 * effective weight that every balancer honours. Endpoints there from the start are not slowed: with
 * all of them new there is nobody to spare them. Source: the slow start mode of Envoy.
 *
 * @param window how long it takes, from being in service; 0 is never
 * @param from least share, more than 0, up to 1
 * @param aggression 1 is linear; above 1 grows faster at first, below 1 slower
 */
public record SlowStart(Duration window, double from, double aggression) {
  private static final int STEPS = 20;

  /** Refuses negative or overlong windows and shares outside 0 to 1. */
  public SlowStart {
    notNull(window, "window");
    check(!window.isNegative() && window.toDays() <= 1, "window", window, "0 to 1 day");
    check(from > 0 && from <= 1, "from", from, "more than 0, up to 1");
    check(aggression >= 0.01 && aggression <= 100, "aggression", aggression, "0.01 to 100");
  }

  /** 30 s, linear from a tenth. */
  public static SlowStart standard() {
    return over(Duration.ofSeconds(30));
  }

  /** Linear from a tenth in this time. */
  public static SlowStart over(Duration window) {
    return new SlowStart(window, 0.1, 1);
  }

  /** The full share at once. */
  public static SlowStart none() {
    return over(Duration.ZERO);
  }

  /** The same with another least share. */
  public SlowStart withFrom(double from) {
    return new SlowStart(window, from, aggression);
  }

  /** The same with another curve. */
  public SlowStart withAggression(double aggression) {
    return new SlowStart(window, from, aggression);
  }

  /** False if the full share is there at once. */
  public boolean isOn() {
    return !window.isZero() && from < 1;
  }

  /**
   * The share at this time.
   *
   * @param inServiceNanos how long the endpoint has been in service
   */
  public double share(long inServiceNanos) {
    double part = isOn() ? (double) Math.max(0, inServiceNanos) / window.toNanos() : 1;
    return part >= 1 ? 1 : Math.max(from, Math.pow(part, 1 / aggression));
  }

  /** Nanoseconds between two adjustments of the weight: a twentieth of the window. */
  public long stepNanos() {
    return Math.max(1, window.toNanos() / STEPS);
  }
}
