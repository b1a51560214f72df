package io.lb4j;

import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import org.jspecify.annotations.Nullable;

/*
 * Shows the end of a request to everybody concerned, one after the other. Most of them are users' code:
 * what one throws is logged, and neither reaches the caller, whose answer is there, nor keeps the next
 * from being told.
 */
final class Endings {
  private final Cluster cluster;
  private final HealthTracker.Watch watch;
  private final @Nullable LoadBalancerListener listener; // null: nobody listens
  private final @Nullable Admission admission; // null: no limits
  private final Mishaps mishaps;

  Endings(
      Cluster cluster,
      @Nullable LoadBalancerListener listener,
      @Nullable Admission admission,
      Mishaps mishaps) {
    this.cluster = cluster;
    this.watch = cluster.fitness().watch();
    this.listener = listener;
    this.admission = admission;
    this.mishaps = mishaps;
  }

  void ended(
      Node node,
      Outcome outcome,
      @Nullable Throwable cause,
      long startNanos,
      long latencyNanos,
      long nowNanos) {
    node.end(outcome, latencyNanos, nowNanos);
    try {
      tellPicker(node, outcome, startNanos, latencyNanos, nowNanos);
      tellTracker(node, outcome, cause, latencyNanos, nowNanos);
      if (listener != null) {
        tell(listener, node, outcome, latencyNanos);
      }
      if (!node.state().isInService()) {
        tellCluster(node, outcome, cause, startNanos, latencyNanos, nowNanos);
      }
    } finally {
      if (admission != null) { // last: whoever waits for room may go on here
        admission.ended(node, outcome, latencyNanos, nowNanos);
      }
    }
  }

  private void tellPicker(Node node, Outcome outcome, long start, long latency, long now) {
    try {
      cluster.snapshot().ended(node, outcome, start, latency, now);
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }

  private void tellTracker(
      Node node, Outcome outcome, @Nullable Throwable cause, long latency, long now) {
    try {
      watch.record(node, outcome, cause, latency, now);
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }

  private void tell(LoadBalancerListener who, Node node, Outcome outcome, long latency) {
    try {
      who.released(node.endpoint(), outcome, latency);
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }

  /** Which asks the tracker what it makes of a trial. */
  private void tellCluster(
      Node node, Outcome outcome, @Nullable Throwable cause, long start, long latency, long now) {
    try {
      cluster.ended(node, outcome, cause, start, latency, now);
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }
}
