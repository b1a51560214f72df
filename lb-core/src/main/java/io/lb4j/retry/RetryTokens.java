package io.lb4j.retry;

import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/*
 * A deposit is one addition to a striped counter and reads no clock: it happens once for every call.
 * All the rest is done by who withdraws, which is rare: what was deposited since the last time comes
 * in, what is older than ten seconds goes out. One thread at a time does that; others go by the balance
 * they see, so nobody ever waits, and the worst a race can do is refuse a retry.
 */
/**
 * The account of one load balancer's {@link RetryBudget}: every call deposits its share of a token,
 * every retry and every hedge withdraws one. Savings above one second's worth expire within ten
 * seconds, so that an hour of peace does not pay for a storm.
 *
 * <p><b>Thread safety:</b> safe, no locks. <b>Cost:</b> a deposit is one striped addition; neither
 * allocates.
 */
public final class RetryTokens {
  private static final double MEMORY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long TOKEN = 1_000_000;

  private final RetryBudget budget;
  private final Ticker ticker;
  private final double reserve;
  private final LongAdder calls = new LongAdder();
  private final AtomicLong balance; // millionths of a token
  private final AtomicBoolean settling = new AtomicBoolean();
  private long settledCalls; // this and the next belong to who is settling
  private long settledNanos;

  RetryTokens(RetryBudget budget, Ticker ticker) {
    this.budget = budget;
    this.ticker = ticker;
    this.reserve = TOKEN * Math.max(1, budget.perSecond());
    boolean never = budget.share() == 0 && budget.perSecond() == 0;
    this.balance = new AtomicLong(never ? 0 : (long) reserve); // so the very first call may retry
    this.settledNanos = ticker.nanos();
  }

  /** A call begins. Once for each, however many attempts it takes. */
  public void deposit() {
    calls.increment();
  }

  /** Pays for one more attempt; false if there is nothing left. */
  public boolean withdraw() {
    settle();
    long before = balance.get();
    while (before >= TOKEN) {
      if (balance.compareAndSet(before, before - TOKEN)) {
        return true;
      }
      before = balance.get();
    }
    return false;
  }

  /** Gives back what {@link #withdraw()} took for an attempt that was not made. */
  public void refund() {
    balance.addAndGet(TOKEN);
  }

  /** Whole tokens there are now; for people and tests. */
  public long available() {
    settle();
    return Math.max(0, balance.get() / TOKEN);
  }

  private void settle() {
    if (!settling.compareAndSet(false, true)) {
      return;
    }
    try {
      long now = ticker.nanos();
      double elapsed = Math.max(0, now - settledNanos);
      long total = calls.sum();
      double fresh = total - settledCalls;
      settledNanos = now;
      settledCalls = total;
      balance.addAndGet((long) change(balance.get(), fresh, elapsed));
    } finally {
      settling.set(false);
    }
  }

  /** Rounded down by the caller, so never more than the budget. */
  private double change(double before, double fresh, double elapsed) {
    double recent = elapsed > MEMORY_NANOS ? fresh * MEMORY_NANOS / elapsed : fresh;
    double expired = Math.max(0, before - reserve) * Math.min(1, elapsed / MEMORY_NANOS);
    double trickle = TOKEN * budget.perSecond() * elapsed / SECOND_NANOS;
    double room = Math.max(0, reserve - before);
    return TOKEN * budget.share() * recent + Math.min(trickle, room) - expired;
  }

  @Override
  public String toString() {
    return budget + ", " + available() + " left";
  }
}
