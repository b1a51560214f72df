package io.lb4j.load;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An endpoint together with its live signals: what a balancer looks at when it chooses.
 *
 * <p>A node lives as long as its endpoint is known: a new weight does not reset its statistics. An
 * endpoint that is removed and comes back is a new node, so a request that ends late can never
 * count for a namesake.
 *
 * <p>Balancers only read. {@link #begin}, {@link #end} and the methods that change state belong to
 * the load balancer (or to a test that builds nodes by hand).
 *
 * <p><b>Thread safety:</b> safe. <b>Cost:</b> reads are one memory access; {@link #begin} is one
 * atomic addition, {@link #end} two and a short update of the estimates (skipped under contention).
 */
public final class Node {
  private static final VarHandle IN_FLIGHT;
  private static final VarHandle SUCCESSES;
  private static final VarHandle FAILURES;
  private static final VarHandle IGNORED;
  private static final VarHandle STREAK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      IN_FLIGHT = lookup.findVarHandle(Node.class, "inFlight", int.class);
      SUCCESSES = lookup.findVarHandle(Node.class, "successes", long.class);
      FAILURES = lookup.findVarHandle(Node.class, "failures", long.class);
      IGNORED = lookup.findVarHandle(Node.class, "ignored", long.class);
      STREAK = lookup.findVarHandle(Node.class, "consecutiveFailures", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RecentCalls recent = new RecentCalls();
  private volatile Endpoint endpoint;
  private volatile NodeState state = NodeState.STARTING;
  private volatile String reason = "new";
  private volatile boolean leaving;

  private volatile int inFlight;
  private volatile long successes;
  private volatile long failures;
  private volatile long ignored;
  private volatile int consecutiveFailures;

  /** A node in state {@link NodeState#STARTING} with no history. */
  public Node(Endpoint endpoint) {
    this.endpoint = notNull(endpoint, "endpoint");
  }

  /** What discovery says of it now. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Where it stands. */
  public NodeState state() {
    return state;
  }

  /** Why it stands there, in words for people. */
  public String reason() {
    return reason;
  }

  /** Share of the traffic this node should get relative to the others; never negative. */
  public double weight() {
    return endpoint.weight();
  }

  /** Requests that have begun and not ended; 0 or more. */
  public int inFlight() {
    return inFlight;
  }

  /** Requests ever sent here. */
  public long picks() {
    return successes + failures + ignored + inFlight;
  }

  /** Requests that ended in {@link Outcome#SUCCESS}. */
  public long successes() {
    return successes;
  }

  /** Requests that ended in {@link Outcome#FAILURE}. */
  public long failures() {
    return failures;
  }

  /** Failures since the last success; ignored requests change nothing. */
  public int consecutiveFailures() {
    return consecutiveFailures;
  }

  /** Mean time to answer of recent successes, in nanoseconds; 0 before the first. */
  public double latencyNanos() {
    return recent.latencyNanos();
  }

  /** Share of recent requests that failed, from 0 to 1; 0 before the first. */
  public double errorRate() {
    return recent.errorRate();
  }

  /** True once its endpoint is gone; it takes nothing new, and is removed when it is idle. */
  public boolean isLeaving() {
    return leaving;
  }

  /**
   * Counts a request as begun.
   *
   * @return how many were in flight before this one
   */
  public int begin() {
    return (int) IN_FLIGHT.getAndAdd(this, 1);
  }

  /**
   * Counts a request as ended. Call it once for each {@link #begin()}.
   *
   * @param latencyNanos time to answer
   * @param nowNanos the present by the load balancer's ticker
   */
  public void end(Outcome outcome, long latencyNanos, long nowNanos) {
    switch (outcome) {
      case SUCCESS -> {
        SUCCESSES.getAndAdd(this, 1L);
        if (consecutiveFailures != 0) {
          consecutiveFailures = 0;
        }
      }
      case FAILURE -> {
        FAILURES.getAndAdd(this, 1L);
        STREAK.getAndAdd(this, 1);
      }
      case IGNORED -> IGNORED.getAndAdd(this, 1L);
    }
    recent.record(outcome, latencyNanos, nowNanos);
    IN_FLIGHT.getAndAdd(this, -1);
  }

  /** Takes back a {@link #begin()} that led to no request: as if it had not been. */
  public void undo() {
    IN_FLIGHT.getAndAdd(this, -1);
  }

  /** New facts on the same endpoint: weight, tags, locality. */
  public void update(Endpoint latest) {
    this.endpoint = notNull(latest, "endpoint");
  }

  /** Records a change of state; the caller announces it. */
  public void moveTo(NodeState next, String why) {
    this.reason = why;
    this.state = next;
  }

  /** Forgets the run of failures that led to an ejection, so that one more does not eject again. */
  public void forgiveFailures() {
    consecutiveFailures = 0;
  }

  /** Marks the endpoint as gone; cannot be taken back. */
  public void leave() {
    this.leaving = true;
  }

  @Override
  public String toString() {
    return endpoint.id() + "(" + state + ", " + inFlight + " in flight)";
  }
}
