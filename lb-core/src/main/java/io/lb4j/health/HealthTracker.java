package io.lb4j.health;

import static io.lb4j.internal.Checks.check;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides from the requests themselves when an endpoint should be ejected.
 *
 * <p>It only says "this one is bad, because"; how long it stays out, how it returns, and that
 * enough endpoints are left is the load balancer's business, the same for every tracker.
 *
 * <p>A circuit breaker for each endpoint is {@code CircuitBreakerTracker}, beside this one because
 * it needs Resilience4j on the class path.
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
   * The default: {@link #consecutiveFailures} of 5, for what is dead, {@linkplain #all and} {@link
   * #outlierDetection} as it comes, for what fails now and then.
   */
  static HealthTracker standard() {
    return all(consecutiveFailures(5), outlierDetection().build());
  }

  /**
   * Ejects an endpoint after {@code limit} failures in a row; one success starts the count anew. A
   * failure that {@linkplain Severity#ejectsAtOnce() ejects at once}, such as a refused connection,
   * is enough alone.
   *
   * <p><b>Common faults</b> eject nobody: when all endpoints fail three requests of ten, a run of
   * five comes by chance, and fewer endpoints would help no one. So with p, the share of failures
   * among the other endpoints, in the last seconds or since the run began, whichever is more, a run
   * must be longer than chance would make one in a million times: ln(10<sup>-6</sup>) / ln(p),
   * which is 5 at 6 %, 12 at 30 %, 20 at 50 %, and never when they all fail. A single refused
   * connection is enough while p is up to 1 % and no other endpoint went in the last 10 s; the next
   * takes three in a row, and those after it {@code limit}, or as many as above, and that another
   * endpoint has done something since. None of this where {@linkplain Ejector#lastMayGo() even the
   * last endpoint may go}.
   *
   * <p><b>Use it</b> nearly always: it is quick, and a failing endpoint among good ones is found
   * with hardly a false alarm. <b>Not alone</b> against endpoints that fail now and then: see
   * {@link #outlierDetection}.
   *
   * <p><b>Cost:</b> one comparison for a success; for the first failure of a run and those beyond
   * the limit, a look at up to 16 other endpoints; for the first also about 300 bytes.
   *
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  static HealthTracker consecutiveFailures(int limit) {
    return new ConsecutiveFailures(limit);
  }

  /**
   * Ejects endpoints that clearly do worse than the others: {@link OutlierDetection} has the
   * details and the options.
   */
  static OutlierDetection.Builder outlierDetection() {
    return new OutlierDetection.Builder();
  }

  /**
   * Ejects endpoints that fail more than this share of their requests, whatever the others do: at
   * least 20 requests in 10 s, and all else as in {@link #outlierDetection}.
   *
   * <p><b>Use it</b> when endpoints have nothing in common. <b>Not</b> when a common fault is
   * likely, such as a database behind all of them: it would eject as many as it may.
   *
   * @param above share of failed requests, from 0 to less than 1
   */
  static HealthTracker failureRate(double above) {
    check(above >= 0 && above < 1, "above", above, "0 to less than 1");
    return outlierDetection().minSuccessRate(1 - above).comparePeers(false).build();
  }

  /**
   * Ejects endpoints that have not answered for suspiciously long, with Akka's settings: {@link
   * PhiAccrual} has the details and the options.
   */
  static PhiAccrual.Builder phiAccrual() {
    return new PhiAccrual.Builder();
  }

  /**
   * Several trackers, each of which may eject. A trial request restores an endpoint when all of
   * them agree; one that says {@link Verdict#EJECT} prevails. They share nothing: what one counts
   * does not touch the others.
   *
   * @throws IllegalArgumentException if there is none
   */
  static HealthTracker all(HealthTracker... trackers) {
    return new AllTrackers(List.of(trackers));
  }

  /** This one {@linkplain #all and another}. */
  default HealthTracker and(HealthTracker other) {
    return all(this, other);
  }

  /**
   * Ejects nobody, and only says whom it would have ejected: one line of log at INFO when an
   * endpoint would go, another when it would be well again. To try a tracker out on live traffic.
   */
  default HealthTracker detectOnly() {
    return detectOnly((node, reason) -> {});
  }

  /**
   * The same as {@link #detectOnly()}, and tells {@code wouldEject} the node and the reason, once
   * each time that an endpoint goes bad. It is called by requests: it must be safe for many
   * threads, and must not block.
   */
  default HealthTracker detectOnly(BiConsumer<? super Node, ? super String> wouldEject) {
    return new DetectOnly(this, wouldEject);
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

    /**
     * An active check of a node has ended, whatever became of its thresholds. Called by any thread;
     * it must not block.
     */
    default void probed(Node node, boolean passed, long nowNanos) {}

    /**
     * How long a node stays out whose trial was just {@linkplain #judge judged} {@link
     * Verdict#EJECT}; null for what the ejection policy says.
     */
    default @Nullable Duration outAgain(Node node) {
      return null;
    }
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

    /**
     * False if asking for {@code node} would change nothing: it is out already, or too few others
     * are left. Cheap; trackers ask before they put a reason into words. An answer may be out of
     * date at once.
     */
    default boolean accepts(Node node) {
      return isInRotation(node);
    }

    /**
     * True if even the last endpoint may be ejected, as callers have another place to go to ({@link
     * EjectionPolicy#minAvailable()} is 0).
     */
    default boolean lastMayGo() {
      return false;
    }

    /** True if {@code node} takes requests as a matter of course. */
    static boolean isInRotation(Node node) {
      NodeState state = node.state();
      return state != NodeState.EJECTED
          && state != NodeState.PROBATION
          && state != NodeState.DRAINING
          && state != NodeState.REMOVED;
    }

    /** Every node that is known, whatever its state; unmodifiable, fast by index. */
    default List<Node> nodes() {
      return List.of();
    }

    /** What a failure says, by the load balancer's classifier. */
    default Severity severityOf(Throwable cause) {
      return Severity.of(cause);
    }
  }
}
