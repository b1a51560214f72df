package io.lb4j.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/*
 * Decayed sums of one node's calls: how many, how many failed, how long the successful ones took.
 *
 * A sum s that is t old counts s * tau / (tau + t), which needs no exp() and, applied at every
 * sample, is as good as exponential. Fast errors never enter the latency: a node that fails in a
 * millisecond must not look fast.
 *
 * The three sums are updated together by whoever gets the flag. A loser skips its sample: these are
 * estimates, and waiting for a lock on the request path is worse than one sample fewer.
 */
final class RecentCalls {
  private static final double TAU_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final VarHandle BUSY;
  private static final VarHandle LATENCY;
  private static final VarHandle ERROR_RATE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BUSY = lookup.findVarHandle(RecentCalls.class, "busy", boolean.class);
      LATENCY = lookup.findVarHandle(RecentCalls.class, "latency", double.class);
      ERROR_RATE = lookup.findVarHandle(RecentCalls.class, "errorRate", double.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through BUSY
  private boolean busy;

  private long stamp; // this and the sums: only by the holder of busy
  private double calls;
  private double failed;
  private double timed;
  private double nanos;

  @SuppressWarnings("unused") // through LATENCY
  private double latency;

  @SuppressWarnings("unused") // through ERROR_RATE
  private double errorRate;

  void record(Outcome outcome, long latencyNanos, long now) {
    if (outcome == Outcome.IGNORED || !BUSY.compareAndSet(this, false, true)) {
      return;
    }
    fade(now);
    calls += 1;
    if (outcome == Outcome.FAILURE) {
      failed += 1;
    } else {
      timed += 1;
      nanos += latencyNanos;
      LATENCY.setOpaque(this, nanos / timed);
    }
    ERROR_RATE.setOpaque(this, failed / calls);
    BUSY.setRelease(this, false);
  }

  private void fade(long now) {
    long age = now - stamp;
    stamp = now;
    if (calls > 0 && age > 0) {
      double factor = TAU_NANOS / (TAU_NANOS + age);
      calls *= factor;
      failed *= factor;
      timed *= factor;
      nanos *= factor;
    }
  }

  /** Mean time of recent successful calls in nanoseconds; 0 before the first. */
  double latencyNanos() {
    return (double) LATENCY.getOpaque(this);
  }

  /** Share of recent calls that failed, 0 to 1; 0 before the first. */
  double errorRate() {
    return (double) ERROR_RATE.getOpaque(this);
  }
}
