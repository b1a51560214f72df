package io.lb4j.limit;

import io.lb4j.load.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * Additive increase, multiplicative decrease. A burst of failures is one sign, not many: requests
 * that began before the last decrease do not decrease again. One thread at a time learns; what the
 * others have seen in that moment is left out.
 */
record AimdLimit(Bounds bounds) implements ConcurrencyLimit {
  private static final double BACKOFF = 0.9;

  AimdLimit(int initial, int min, int max) {
    this(new Bounds(initial, min, max));
  }

  @Override
  public Gauge start() {
    return new Moving(bounds);
  }

  @Override
  public String toString() {
    return "aimd(" + bounds + ")";
  }

  private static final class Moving implements Gauge {
    private final Bounds bounds;
    private final AtomicBoolean learning = new AtomicBoolean();
    private volatile int limit;
    private double exact; // this and the rest belong to who is learning
    private boolean decreased;
    private long decreasedNanos;

    Moving(Bounds bounds) {
      this.bounds = bounds;
      this.limit = bounds.initial();
      this.exact = limit;
    }

    @Override
    public int limit() {
      return limit;
    }

    @Override
    public void ended(Outcome outcome, long latencyNanos, int inFlight, long nowNanos) {
      if (learning.compareAndSet(false, true)) {
        try {
          exact = bounds.clamp(next(outcome, nowNanos - latencyNanos, inFlight, nowNanos));
          limit = (int) exact;
        } finally {
          learning.set(false);
        }
      }
    }

    private double next(Outcome outcome, long startNanos, int inFlight, long now) {
      if (outcome == Outcome.FAILURE) {
        if (decreased && startNanos - decreasedNanos < 0) {
          return exact;
        }
        decreased = true;
        decreasedNanos = now;
        return exact * BACKOFF;
      }
      return inFlight * 2 >= limit ? exact + 1 / exact : exact; // unused room proves nothing
    }

    @Override
    public String toString() {
      return "aimd, now " + limit;
    }
  }
}
