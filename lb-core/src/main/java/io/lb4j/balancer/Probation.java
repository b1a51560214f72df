package io.lb4j.balancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/*
 * After three failures in a row a node is on hold: no more requests but canaries, one at a time, first
 * after a second, then after two, four, up to sixteen, or as long as two thousand calls take. Three
 * good ones bring it back.
 *
 * Only requests that began on hold count for or against it. What was in flight when it began tells old
 * news, and twenty old failures would raise the wait to its limit at once.
 *
 * If even the best node fails now and then, it is not this node's fault: the limit rises until so many
 * failures in a row are improbable (1 in a million) at the best one's error rate, and one good canary
 * is enough.
 */
final class Probation {
  private static final int FAILURES = 3;
  private static final int GOOD = 3;
  private static final double OFTEN = 0.1; // three good ones in a row would be asked too much
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int DOUBLINGS = 4;
  private static final double CALLS_A_CANARY = 2_000;
  private static final double COMMON = 0.01;
  private static final double MOST_COMMON = 0.9;
  private static final double LOG_IMPROBABLE = Math.log(1e-6);

  private static final VarHandle ROW;
  private static final VarHandle HOLD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ROW = lookup.findVarHandle(Probation.class, "row", int.class);
      HOLD = lookup.findVarHandle(Probation.class, "hold", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int row; // failures in a row
  private volatile long hold; // 0: in service; else no canary before that time
  private volatile long heldSince;
  private volatile int good;
  private volatile int backs;

  boolean isHeld() {
    return hold != 0;
  }

  /** False if a success changes nothing. */
  boolean isTroubled() {
    return row != 0 || hold != 0;
  }

  /** True if it has just been put on hold. */
  boolean failed(Fleet fleet, double usual, long startNanos, long now) {
    int failures = (int) ROW.getAndAdd(this, 1) + 1;
    if (hold != 0) {
      if (startNanos - heldSince >= 0) {
        int wait = backs + 1; // two that fail at once may count as one: no harm
        backs = wait;
        good = 0;
        hold = waitUntil(fleet, now, wait);
      }
      return false;
    }
    if (failures < limit(usual)) {
      return false;
    }
    heldSince = now;
    good = 0;
    backs = 0;
    return HOLD.compareAndSet(this, 0L, waitUntil(fleet, now, 0));
  }

  /** True if it has just come back. */
  boolean succeeded(double usual, long startNanos, long now) {
    row = 0;
    if (hold == 0 || startNanos - heldSince < 0) {
      return false;
    }
    int enough = usual < OFTEN ? GOOD : 1;
    int successes = good + 1; // two that succeed at once may count as one: no harm
    good = successes;
    if (successes >= enough) {
      hold = 0;
      return true;
    }
    hold = sentinelFree(now); // the next canary may go at once
    return false;
  }

  /** True for one caller, whose request is the canary. */
  boolean takeCanary(long now) {
    long until = hold;
    return until != 0
        && now - until >= 0
        && HOLD.compareAndSet(this, until, sentinelFree(now + FIRST_NANOS));
  }

  boolean isCanaryDue(long now) {
    long until = hold;
    return until != 0 && now - until >= 0;
  }

  String describe(long now) {
    return row
        + " failures in a row, next canary in "
        + TimeUnit.NANOSECONDS.toMillis(Math.max(0, hold - now))
        + " ms";
  }

  private static int limit(double usual) {
    return usual < COMMON
        ? FAILURES
        : (int)
            Math.max(FAILURES, Math.ceil(LOG_IMPROBABLE / Math.log(Math.min(MOST_COMMON, usual))));
  }

  private static long waitUntil(Fleet fleet, long now, int backs) {
    double wait = Math.min(FIRST_NANOS << Math.min(backs, DOUBLINGS), longest(fleet));
    return sentinelFree(now + (long) (wait * (0.75 + fleet.random.get().nextDouble() / 2)));
  }

  /** A canary for two thousand requests at most: a busy client can afford to look more often. */
  private static double longest(Fleet fleet) {
    return Math.max(FIRST_NANOS, CALLS_A_CANARY * fleet.nanosPerCall());
  }

  private static long sentinelFree(long time) {
    return time == 0 ? 1 : time;
  }
}
