package io.lb4j.health;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * The successes of one node. Most find that the last one was a moment ago and write nothing; one in
 * ten milliseconds updates the mean and the spread, and threads that lose the race for it go on.
 */
final class Heartbeats {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int SAMPLES = 1000;

  private final long longestNanos;
  private final AtomicBoolean updating = new AtomicBoolean();
  private volatile boolean known;
  private volatile long last;
  private volatile int intervals;
  private volatile double mean;
  private volatile double variance;
  private volatile boolean failing;
  private volatile long failingSince;
  private volatile long lastFailure;
  private boolean busy; // both: only the thread that has the round
  private long busySince;

  Heartbeats(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  void beat(long now) {
    if (failing) {
      failing = false;
    }
    if ((!known || now - last >= STEP_NANOS) && updating.compareAndSet(false, true)) {
      if (known) {
        learn(now - last);
      }
      last = now;
      known = true;
      updating.set(false);
    }
  }

  /** The last thousand or so count: older ones fade. */
  private void learn(long interval) {
    if (interval <= 0 || interval > longestNanos) {
      return; // nothing was asked in between, or it hung: not how it usually is
    }
    int count = Math.min(intervals + 1, SAMPLES);
    double share = 1.0 / count;
    double before = mean; // one thread at a time comes here
    double off = interval - before;
    double spread = variance;
    mean = before + share * off;
    variance = (1 - share) * (spread + share * off * off);
    intervals = count;
  }

  boolean known() {
    return known;
  }

  double mean() {
    return mean;
  }

  double deviation() {
    return Math.sqrt(variance);
  }

  void failed(long now, long forgottenNanos) {
    if (!failing || now - lastFailure > forgottenNanos) {
      failingSince = now;
      failing = true;
    }
    lastFailure = now;
  }

  /** Silence since it began to fail; a success in between starts the count anew. */
  long silenceWhileFailing(long now) {
    return failing ? now - later(last, failingSince) : 0;
  }

  void underWay(boolean anyRequest, long now) {
    if (anyRequest && !busy) {
      busySince = now;
    }
    busy = anyRequest;
  }

  /** Silence since it was first seen to have work. */
  long silenceWhileBusy(long now) {
    return busy ? now - later(last, busySince) : 0;
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
