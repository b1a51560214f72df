package io.lb4j;

import io.lb4j.retry.HedgePolicy;
import io.lb4j.retry.RecentLatencies;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryTokens;
import io.lb4j.time.Ticker;
import org.jspecify.annotations.Nullable;

/*
 * What the hedges of one load balancer have in common. A latency is also learned from an attempt that
 * lost: it would have taken at least as long as it was let run. Without that, every hedge that wins
 * would cut the percentile it was sent after, and so bring more hedges.
 */
final class Hedging {
  private final Ticker ticker;
  private final long delayNanos;
  private final RetryTokens allowance;
  private final @Nullable RecentLatencies latencies; // null for a fixed delay

  Hedging(HedgePolicy policy, Ticker ticker) {
    this.ticker = ticker;
    this.delayNanos = policy.delay().toNanos();
    this.allowance = new RetryBudget(policy.maxExtraLoad(), 0).open(ticker);
    allowance.withdraw(); // what a retry may have in advance is no reason for a hedge
    this.latencies =
        policy.percentile() == 0 ? null : new RecentLatencies(policy.percentile(), ticker.nanos());
  }

  void deposit() {
    allowance.deposit();
  }

  /** When to hedge a call that begins now, or less than 0 while too little is known. */
  long delayNanos() {
    long percentile = latencies == null ? 0 : latencies.percentileNanos(ticker.nanos());
    return percentile < 0 ? percentile : Math.max(delayNanos, percentile);
  }

  /** An attempt has succeeded or lost. */
  void record(Lease lease) {
    if (latencies != null) {
      long now = ticker.nanos();
      latencies.record(now - lease.startNanos(), now);
    }
  }

  boolean withdraw() {
    return allowance.withdraw();
  }

  void refund() {
    allowance.refund();
  }
}
