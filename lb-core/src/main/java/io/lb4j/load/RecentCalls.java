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
 *
 * A base class of Node and not a part of it, so that all a request writes lies side by side: every line
 * of memory that two threads write to costs them as much as the whole choice.
 */
abstract sealed class RecentCalls permits Node {
  private static final double TAU_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long FADE_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final VarHandle STAMP;
  private static final VarHandle FAILED;
  private static final VarHandle TIMED;
  private static final VarHandle NANOS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STAMP = lookup.findVarHandle(RecentCalls.class, "stamp", long.class);
      FAILED = lookup.findVarHandle(RecentCalls.class, "failed", double.class);
      TIMED = lookup.findVarHandle(RecentCalls.class, "timed", double.class);
      NANOS = lookup.findVarHandle(RecentCalls.class, "nanos", double.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // All through the handles, in opaque mode: never torn, never cached in a register, not ordered.
  private long stamp;
  private double failed;
  private double timed;
  private double nanos;

  RecentCalls(long nowNanos) {
    stamp = nowNanos;
  }

  final void countSuccess(long latencyNanos, long now) {
    fade(now);
    add(TIMED, 1);
    add(NANOS, latencyNanos);
  }

  final void countFailure(long now) {
    fade(now);
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
      scale(FAILED, factor);
      scale(TIMED, factor);
      scale(NANOS, factor);
    }
  }

  private void scale(VarHandle sum, double factor) {
    sum.setOpaque(this, (double) sum.getOpaque(this) * factor);
  }

  /** Mean time to answer of recent successes, in nanoseconds; 0 before the first. An estimate. */
  public final double latencyNanos() {
    return ratio((double) NANOS.getOpaque(this), (double) TIMED.getOpaque(this));
  }

  /** Share of recent requests that failed, from 0 to 1; 0 before the first. An estimate. */
  public final double errorRate() {
    double bad = (double) FAILED.getOpaque(this);
    return ratio(bad, bad + (double) TIMED.getOpaque(this));
  }

  /** How many recent requests stand behind the estimates, each weighing less the older it is. */
  public final double recentVolume() {
    return (double) FAILED.getOpaque(this) + (double) TIMED.getOpaque(this);
  }

  private static double ratio(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }
}
