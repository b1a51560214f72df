package io.lb4j.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/*
 * Decayed sums of one node's calls: how many, how many failed, how long the successful ones took.
 *
 * A sum s that is t old counts s * tau / (tau + t), which needs no exp() and, applied often, is as
 * good as exponential. Fast errors never enter the latency: a node that fails in a millisecond must
 * not look fast.
 *
 * These figures are for people and for trackers that look at rates, not for choosing: threads add to
 * them without any coordination, so two that add at the same instant may count as one. Waiting for
 * each other on the request path would be worse than a sample fewer, and old errors fade anyway.
 */
final class RecentCalls {
  private static final double TAU_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FADE_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final VarHandle STAMP;
  private static final VarHandle CALLS;
  private static final VarHandle FAILED;
  private static final VarHandle TIMED;
  private static final VarHandle NANOS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STAMP = lookup.findVarHandle(RecentCalls.class, "stamp", long.class);
      CALLS = lookup.findVarHandle(RecentCalls.class, "calls", double.class);
      FAILED = lookup.findVarHandle(RecentCalls.class, "failed", double.class);
      TIMED = lookup.findVarHandle(RecentCalls.class, "timed", double.class);
      NANOS = lookup.findVarHandle(RecentCalls.class, "nanos", double.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // All through the handles, in opaque mode: never torn, never cached in a register, not ordered.
  private long stamp;
  private double calls;
  private double failed;
  private double timed;
  private double nanos;

  RecentCalls(long nowNanos) {
    stamp = nowNanos;
  }

  void succeeded(long latencyNanos, long now) {
    fade(now);
    add(CALLS, 1);
    add(TIMED, 1);
    add(NANOS, latencyNanos);
  }

  void failed(long now) {
    fade(now);
    add(CALLS, 1);
    add(FAILED, 1);
  }

  private void add(VarHandle sum, double amount) {
    sum.setOpaque(this, (double) sum.getOpaque(this) + amount);
  }

  /**
   * One thread fades for each step of time; dividing at every call would cost more than the rest.
   */
  private void fade(long now) {
    long before = (long) STAMP.getOpaque(this);
    long age = now - before;
    if (age >= FADE_STEP_NANOS && STAMP.compareAndSet(this, before, now)) {
      double factor = TAU_NANOS / (TAU_NANOS + age);
      scale(CALLS, factor);
      scale(FAILED, factor);
      scale(TIMED, factor);
      scale(NANOS, factor);
    }
  }

  private void scale(VarHandle sum, double factor) {
    sum.setOpaque(this, (double) sum.getOpaque(this) * factor);
  }

  /** Mean time of recent successful calls in nanoseconds; 0 before the first. */
  double latencyNanos() {
    return ratio((double) NANOS.getOpaque(this), (double) TIMED.getOpaque(this));
  }

  /** Share of recent calls that failed, 0 to 1; 0 before the first. */
  double errorRate() {
    return Math.min(1, ratio((double) FAILED.getOpaque(this), (double) CALLS.getOpaque(this)));
  }

  /** Recent calls, each weighing less the older it is. */
  double volume() {
    return (double) CALLS.getOpaque(this);
  }

  private static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }
}
