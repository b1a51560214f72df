package io.lb4j;

import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.load.Outcome;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets in as many as a limit allows. Never more: who enters is counted before it is let in. */
final class Gate {
  private final ConcurrencyLimit.Gauge gauge;
  private final AtomicInteger inside = new AtomicInteger();

  Gate(ConcurrencyLimit limit) {
    this.gauge = limit.start();
  }

  boolean enter() {
    int before = inside.get();
    while (before < gauge.limit()) {
      if (inside.compareAndSet(before, before + 1)) {
        return true;
      }
      before = inside.get();
    }
    return false;
  }

  /** As if it had not entered. */
  void undo() {
    inside.getAndDecrement();
  }

  void leave(Outcome outcome, long latencyNanos, long nowNanos) {
    int inFlight = inside.getAndDecrement();
    if (outcome != Outcome.IGNORED) {
      gauge.ended(outcome, latencyNanos, inFlight, nowNanos);
    }
  }

  int limit() {
    return gauge.limit();
  }

  int inside() {
    return inside.get();
  }
}
