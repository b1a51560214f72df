package io.lb4j.health;

import static io.lb4j.internal.Checks.check;

/**
 * What to do when so few endpoints are fit that the rest could not carry the traffic, or health
 * itself may be wrong.
 *
 * <p>By default health is then ignored: all endpoints that do not drain take requests again, so
 * that a fault common to all (or a faulty check) does not finish the last ones off. Ejections are
 * kept, and in force again once enough endpoints are fit. It is logged, and told to listeners, once
 * for each transition, and every lease given in panic says so.
 *
 * @param below the share of fit endpoints, of those that do not drain, below which it is panic; 0
 *     is never
 * @param failFast true: in panic requests fail at once, except trials, instead of going anywhere
 */
public record PanicPolicy(double below, boolean failFast) {
  /** Refuses shares outside 0 to 1. */
  public PanicPolicy {
    check(below >= 0 && below <= 1, "panicBelow", below, "0 to 1");
  }

  /** Below half, all endpoints are used. */
  public static PanicPolicy standard() {
    return new PanicPolicy(0.5, false);
  }

  /**
   * Ejected endpoints stay out, even if none is left. <b>Not</b> together with a {@linkplain
   * EjectionPolicy#minAvailable() minAvailable} of 0 under load: after an outage of all, the first
   * one that is back would get every request, and break down again. {@link #failFast} waits until
   * enough are back.
   */
  public static PanicPolicy never() {
    return new PanicPolicy(0, false);
  }

  /** Below this share, requests fail at once. */
  public static PanicPolicy failFast(double below) {
    return new PanicPolicy(below, true);
  }

  /** True if so few are fit. */
  public boolean isPanic(int fit, int known) {
    return fit < below * known;
  }
}
