package io.lb4j.health;

import static io.lb4j.internal.Checks.positive;

import io.lb4j.load.Outcome;
import org.jspecify.annotations.Nullable;

/** Keeps no state: the node counts its failures in a row itself. */
record ConsecutiveFailures(int limit) implements HealthTracker {
  ConsecutiveFailures {
    positive(limit, "limit");
  }

  @Override
  public Watch watch(Ejector ejector) {
    return (node, outcome, cause, latencyNanos, nowNanos) -> {
      if (outcome == Outcome.FAILURE && node.consecutiveFailures() >= limit) {
        int run = node.consecutiveFailures();
        ejector.eject(
            node, (run == 1 ? "a failure: " : run + " failures in a row, last: ") + brief(cause));
      }
    };
  }

  private static String brief(@Nullable Throwable cause) {
    return cause == null ? "no exception" : cause.toString();
  }
}
