package io.lb4j.limit;

import io.lb4j.load.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;

/*
 * Gradient2 of Netflix concurrency-limits, with its constants: the long average runs over 600 samples
 * (plain mean of the first 10); when it is more than twice the latest sample, load has gone and it
 * decays by 5 %. One thread at a time learns; what the others have seen in that moment is left out.
 */
record GradientLimit(Bounds bounds) implements ConcurrencyLimit {
  private static final double TOLERANCE = 1.5;
  private static final double SMOOTHING = 0.2;
  private static final int QUEUE = 4;
  private static final int WARM_UP = 10;
  private static final double LONG_FACTOR = 2.0 / (600 + 1);

  GradientLimit(int initial, int min, int max) {
    this(new Bounds(initial, min, max));
  }

  @Override
  public Gauge start() {
    return new Moving(bounds);
  }

  @Override
  public String toString() {
    return "gradient(" + bounds + ")";
  }

  private static final class Moving implements Gauge {
    private final Bounds bounds;
    private final AtomicBoolean learning = new AtomicBoolean();
    private volatile int limit;
    private double exact; // this and the rest belong to who is learning
    private double longAverage;
    private int samples;

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
      if (outcome == Outcome.SUCCESS && learning.compareAndSet(false, true)) {
        try {
          learn(Math.max(1, latencyNanos), inFlight);
        } finally {
          learning.set(false);
        }
      }
    }

    private void learn(double latency, int inFlight) {
      if (samples < WARM_UP) {
        samples++;
        longAverage += (latency - longAverage) / samples;
      } else {
        longAverage += (latency - longAverage) * LONG_FACTOR;
      }
      if (longAverage / latency > 2) {
        longAverage *= 0.95;
      }
      if (inFlight < exact / 2) {
        return; // unused room proves nothing
      }
      double gradient = Math.max(0.5, Math.min(1, TOLERANCE * longAverage / latency));
      double next = exact * gradient + QUEUE;
      exact = bounds.clamp(exact * (1 - SMOOTHING) + next * SMOOTHING);
      limit = (int) exact;
    }

    @Override
    public String toString() {
      return "gradient, now " + limit;
    }
  }
}
