package io.lb4j.health;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the requests themselves when an endpoint should be ejected.
 *
 * <p>It only says "this one is bad, because"; how long it stays out, how it returns, and that
 * enough endpoints are left is the load balancer's business, the same for every tracker.
 *
 * <p>A tracker is a policy and may be shared; {@link #watch} makes what it needs for one load
 * balancer. <b>Thread safety:</b> {@link Watch#record} is called by many threads at once, must not
 * block, and should cost a few nanoseconds while all is well.
 */
@FunctionalInterface
public interface HealthTracker {
  /** Begins to watch the nodes of one load balancer. */
  Watch watch(Ejector ejector);

  /**
   * Ejects an endpoint after {@code limit} failures in a row; one success starts the count anew.
   *
   * <p><b>Use it</b> nearly always: it is quick, and a failing endpoint among good ones is found
   * with hardly a false alarm. <b>Not alone</b> against endpoints that fail now and then: see
   * success rates.
   *
   * <p><b>Cost:</b> one comparison for each failure, nothing for a success.
   *
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  static HealthTracker consecutiveFailures(int limit) {
    return new ConsecutiveFailures(limit);
  }

  /** Never ejects. */
  static HealthTracker none() {
    return ejector -> (node, outcome, cause, latencyNanos, nowNanos) -> {};
  }

  /** Sees the end of every request of one load balancer. */
  @FunctionalInterface
  interface Watch {
    /**
     * A request has ended; the node's own counters show it already.
     *
     * @param cause the exception that ended it, if there was one
     * @param latencyNanos time to answer
     * @param nowNanos the present by the load balancer's ticker
     */
    void record(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos);

    /**
     * The trial request of a node on probation has ended, after {@link #record} was told of it.
     * What shall become of the node? By default one success restores it and one failure ejects it
     * again; a trial that was ignored is repeated without asking.
     */
    default Verdict judge(
        Node node, Outcome outcome, @Nullable Throwable cause, long latencyNanos, long nowNanos) {
      return outcome == Outcome.SUCCESS ? Verdict.RESTORE : Verdict.EJECT;
    }

    /**
     * A node has changed its state; {@code node.state()} is the new one. Called in order, by one
     * thread at a time, off the request path; it must not block.
     */
    default void moved(Node node, long nowNanos) {}
  }

  /** What a trial request has shown. */
  enum Verdict {
    /** The node is well again. */
    RESTORE,
    /** Not known yet: another trial. */
    TRY_AGAIN,
    /** Out again, for longer. */
    EJECT
  }

  /** Takes an endpoint out of rotation, if enough others are left. */
  @FunctionalInterface
  interface Ejector {
    /**
     * Asks for {@code node} to be ejected. Safe to ask again while it is out: nothing happens then.
     *
     * @param reason in words for people, shown in events and snapshots
     */
    void eject(Node node, String reason);

    /** The same, for a time of the tracker's own instead of the ejection policy's. */
    default void eject(Node node, String reason, Duration out) {
      eject(node, reason);
    }

    /** Every node that is not draining, whatever its health; unmodifiable, fast by index. */
    default List<Node> nodes() {
      return List.of();
    }

    /** What a failure says, by the load balancer's classifier. */
    default Severity severityOf(Throwable cause) {
      return Severity.of(cause);
    }
  }
}
