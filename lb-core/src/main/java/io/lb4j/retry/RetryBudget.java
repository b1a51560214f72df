package io.lb4j.retry;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.time.Ticker;

/**
 * How much extra load retries and hedges may make: a share of the calls, and a few per second
 * besides, so that a quiet service may retry too. When everything fails, a service gets at most
 * {@code calls × (1 + share) + perSecond × seconds} attempts, and what is there from the beginning
 * (see {@link #open}), instead of three for every call.
 *
 * <p>Each load balancer opens an account of its own, {@link RetryTokens}: budgets are values, safe
 * to share. The idea and the figures are Finagle's ({@code RetryBudget}: 20 %, 10 per second, what
 * is saved expires after 10 seconds).
 *
 * @param share of the calls that may be repeated, from 0 to 1
 * @param perSecond retries a second allowed whatever the number of calls, 0 or more
 */
public record RetryBudget(double share, double perSecond) {
  private static final RetryBudget STANDARD = new RetryBudget(0.2, 10);

  /** Refuses what is out of range. */
  public RetryBudget {
    check(share >= 0 && share <= 1, "share", share, "0 to 1");
    check(perSecond >= 0 && perSecond <= 1e6, "perSecond", perSecond, "0 to 1000000");
  }

  /** 20 % of the calls and 10 per second. */
  public static RetryBudget standard() {
    return STANDARD;
  }

  /**
   * Opens an account, with the tokens of one second in it, and one at least, so that the very first
   * call may be repeated. A budget of 0 and 0 pays for none, ever.
   */
  public RetryTokens open(Ticker ticker) {
    return new RetryTokens(this, notNull(ticker, "ticker"));
  }
}
