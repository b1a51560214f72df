package io.lb4j.health;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * What one node did in the last while, from its own counters: requests write nothing here. Only the
 * thread that has the round calls advance(); reset() comes from anywhere.
 *
 * The median of latencies is a frugal one: each answer moves it up or down by a small factor,
 * whichever side it was on. It needs one number instead of a histogram, and a lost update among
 * threads is a sample fewer. After Ma, Muthukrishnan and Sandler, "Frugal Streaming", 2013.
 */
final class History {
  private static final int SAMPLES =
      13; // a window has ten rounds: those, both ends and one to spare
  private static final double STEP = 0.02;
  private static final double FIRST_STEPS = 1.5; // the first ones are long: halves, thirds, …
  private static final VarHandle MEDIAN;
  private static final VarHandle ANSWERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MEDIAN = lookup.findVarHandle(History.class, "median", double.class);
      ANSWERS = lookup.findVarHandle(History.class, "answers", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] times = new long[SAMPLES];
  private final long[] successes = new long[SAMPLES];
  private final long[] failures = new long[SAMPLES];
  private int oldest;
  private int size;
  private long succeeded;
  private long failed;
  private volatile boolean reset;
  private double median; // both in opaque mode
  private int answers;

  /** True while the node is out because of this tracker. */
  volatile boolean ejectedHere;

  /** Rounds in which an ejection that was asked for may still come; until then it counts as out. */
  volatile int pending;

  /** What it did so far counts no longer. */
  void reset() {
    reset = true;
  }

  /** Takes the node's counters as they are now. */
  void advance(long now, long windowNanos, long allSuccesses, long allFailures) {
    if (reset) {
      reset = false;
      size = 0;
      ANSWERS.setOpaque(this, 0);
      add(now, allSuccesses, allFailures);
    } else if (size == 0) {
      add(now, 0, 0); // a new node: what it did, it did since the last round
    }
    while (size > 1 && now - times[at(1)] >= windowNanos) {
      oldest = at(1);
      size--;
    }
    if (now - times[oldest] > windowNanos + windowNanos / 2) { // no request in all this time
      size = 0;
      add(now, allSuccesses, allFailures);
    }
    succeeded = allSuccesses - successes[oldest];
    failed = allFailures - failures[oldest];
    if (now - times[at(size - 1)] > 0) {
      add(now, allSuccesses, allFailures);
    }
  }

  private int at(int age) {
    return (oldest + age) % SAMPLES;
  }

  private void add(long now, long allSuccesses, long allFailures) {
    if (size == SAMPLES) {
      oldest = at(1);
      size--;
    }
    int at = at(size++);
    times[at] = now;
    successes[at] = allSuccesses;
    failures[at] = allFailures;
  }

  /** Requests in the window that were a success or a failure. */
  long requests() {
    return succeeded + failed;
  }

  long succeeded() {
    return succeeded;
  }

  /** True if that round is in the window: 0 is the last one, 1 the one before. */
  boolean hasRound(int round) {
    return size - 1 - round >= 1;
  }

  /** Successes in a single round. */
  long succeededIn(int round) {
    return difference(successes, round);
  }

  /** Failures in a single round. */
  long failedIn(int round) {
    return difference(failures, round);
  }

  private long difference(long[] counts, int round) {
    int to = size - 1 - round;
    return hasRound(round) ? counts[at(to)] - counts[at(to - 1)] : 0;
  }

  double successRate() {
    return (double) succeeded / requests();
  }

  void answered(long latencyNanos) {
    int before = (int) ANSWERS.getOpaque(this);
    double latency = Math.max(1, latencyNanos);
    double estimate = (double) MEDIAN.getOpaque(this);
    double next = latency;
    if (before > 0) {
      double factor = 1 + Math.max(STEP, FIRST_STEPS / (before + 1));
      next = latency > estimate ? estimate * factor : estimate / factor;
    }
    MEDIAN.setOpaque(this, next);
    if (before < Integer.MAX_VALUE) {
      ANSWERS.setOpaque(this, before + 1);
    }
  }

  double medianNanos() {
    return (double) MEDIAN.getOpaque(this);
  }
}
