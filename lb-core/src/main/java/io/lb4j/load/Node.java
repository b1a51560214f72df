package io.lb4j.load;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint together with its live signals: what a balancer looks at when it chooses.
 *
 * <p>A node lives as long as its endpoint is known: a new weight does not reset its statistics. An
 * endpoint that is removed and comes back is a new node, so a request that ends late can never
 * count for a namesake.
 *
 * <p>Balancers only read, and may {@linkplain #attach attach} one object of their own. {@link
 * #begin}, {@link #end} and the methods that change state belong to the load balancer (or to a test
 * that builds nodes by hand).
 *
 * <p><b>Thread safety:</b> safe. <b>Cost:</b> reads are one memory access; {@link #begin} and
 * {@link #end} are one atomic addition each, and a few plain ones for the estimates.
 */
public final class Node extends RecentCalls {
  /*
   * One word counts both what was ever begun (44 bits: five years at 100 000 a second) and what is in
   * flight (20 bits: a million): one atomic addition where two counters would need two.
   */
  private static final int IN_FLIGHT_BITS = 20;
  private static final long IN_FLIGHT_MASK = (1L << IN_FLIGHT_BITS) - 1;
  private static final long ONE_BEGUN = (1L << IN_FLIGHT_BITS) + 1;

  private static final VarHandle TRAFFIC;
  private static final VarHandle FAILURES;
  private static final VarHandle IGNORED;
  private static final VarHandle STREAK;
  private static final VarHandle KEPT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TRAFFIC = lookup.findVarHandle(Node.class, "traffic", long.class);
      FAILURES = lookup.findVarHandle(Node.class, "failures", long.class);
      IGNORED = lookup.findVarHandle(Node.class, "ignored", long.class);
      STREAK = lookup.findVarHandle(Node.class, "consecutiveFailures", int.class);
      KEPT = lookup.findVarHandle(Node.class, "kept", NodeSlot.Kept.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long traffic;
  private volatile double weight; // next to it: who compares nodes reads both
  private volatile long failures;
  private volatile long ignored;
  private volatile int consecutiveFailures;

  private volatile Endpoint endpoint;
  private volatile double ramp = 1;
  private volatile double reported = 1;
  private volatile NodeState state = NodeState.STARTING;
  private volatile String reason = "new";
  private volatile boolean leaving;
  private volatile @Nullable Object attachment;
  private volatile NodeSlot.@Nullable Kept kept;

  /** They keep the next object off the lines that requests write to. */
  @SuppressWarnings("unused")
  private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12;

  /** A node in state {@link NodeState#STARTING} with no history. */
  public Node(Endpoint endpoint) {
    this(endpoint, 0);
  }

  /**
   * A node in state {@link NodeState#STARTING} with no history.
   *
   * @param nowNanos the present by the load balancer's ticker
   */
  public Node(Endpoint endpoint, long nowNanos) {
    super(nowNanos);
    this.endpoint = notNull(endpoint, "endpoint");
    this.weight = endpoint.weight();
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

  /**
   * Share of the traffic this node should get now relative to the others; never negative. The one
   * effective weight that every balancer goes by: the endpoint's own weight × ramp (slow start,
   * recovery) × reported load.
   */
  public double weight() {
    return weight;
  }

  /** Requests that have begun and not ended; 0 or more. */
  public int inFlight() {
    return (int) (traffic & IN_FLIGHT_MASK);
  }

  /** Requests ever sent here. */
  public long picks() {
    return traffic >>> IN_FLIGHT_BITS;
  }

  /** Requests that ended in {@link Outcome#SUCCESS}. */
  public long successes() {
    long others = failures + ignored; // read first: then what is read next can only be more
    long begunAndRunning = traffic;
    return (begunAndRunning >>> IN_FLIGHT_BITS) - (begunAndRunning & IN_FLIGHT_MASK) - others;
  }

  /** Requests that ended in {@link Outcome#FAILURE}. */
  public long failures() {
    return failures;
  }

  /** Failures since the last success; ignored requests change nothing. */
  public int consecutiveFailures() {
    return consecutiveFailures;
  }

  /** True while it takes nothing new: it is drained, or its endpoint is gone. */
  public boolean isLeaving() {
    return leaving;
  }

  /**
   * Counts a request as begun.
   *
   * @return how many were in flight before this one
   */
  public int begin() {
    return (int) ((long) TRAFFIC.getAndAdd(this, ONE_BEGUN) & IN_FLIGHT_MASK);
  }

  /**
   * Counts a request as ended. Call it once for each {@link #begin()}.
   *
   * @param latencyNanos time to answer
   * @param nowNanos the present by the load balancer's ticker
   */
  public void end(Outcome outcome, long latencyNanos, long nowNanos) {
    if (outcome
        == Outcome.SUCCESS) { // not a switch: that would look its number up in a table first
      countSuccess(latencyNanos, nowNanos);
      if (consecutiveFailures != 0) {
        consecutiveFailures = 0;
      }
    } else if (outcome == Outcome.FAILURE) {
      FAILURES.getAndAdd(this, 1L);
      STREAK.getAndAdd(this, 1);
      countFailure(nowNanos);
    } else {
      IGNORED.getAndAdd(this, 1L);
    }
    TRAFFIC.getAndAdd(this, -1L);
  }

  /** Takes back a {@link #begin()} that led to no request: as if it had not been. */
  public void undo() {
    TRAFFIC.getAndAdd(this, -ONE_BEGUN);
  }

  /** New facts on the same endpoint: weight, tags, locality. */
  public void update(Endpoint latest) {
    this.endpoint = notNull(latest, "endpoint");
    weigh();
  }

  /** Slow start or recovery: the share of its weight this node carries now; 1 for all of it. */
  public double ramp() {
    return ramp;
  }

  /**
   * Slow start or recovery: the share of its weight this node should carry now.
   *
   * @param factor more than 0, 1 for all of it
   */
  public void ramp(double factor) {
    check(factor > 0 && factor <= 1, "factor", factor, "more than 0, up to 1");
    this.ramp = factor;
    weigh();
  }

  /**
   * Load as the endpoint reports it: a factor on its weight.
   *
   * @param factor 0 or more; 1 when nothing is reported
   */
  public void report(double factor) {
    check(factor >= 0 && factor < Double.POSITIVE_INFINITY, "factor", factor, ">= 0, finite");
    this.reported = factor;
    weigh();
  }

  private void weigh() {
    weight = endpoint.weight() * ramp * reported;
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

  /** Marks the endpoint as taking nothing new; done once no picker can choose it any more. */
  public void leave() {
    this.leaving = true;
  }

  /** Takes {@link #leave()} back, before a picker may choose it again. */
  public void rejoin() {
    this.leaving = false;
  }

  /** What the balancer keeps of this node, or null; see {@link #attach}. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /**
   * Keeps an object of the balancer's own with the node, so that it outlives pickers. A node
   * belongs to one load balancer and so to one balancer: there is one place. Off the request path
   * only.
   */
  public void attach(@Nullable Object own) {
    this.attachment = own;
  }

  /** What health trackers keep here; see {@link NodeSlot}. */
  NodeSlot.@Nullable Kept kept() {
    return kept;
  }

  boolean keep(NodeSlot.@Nullable Kept before, NodeSlot.Kept more) {
    return KEPT.compareAndSet(this, before, more);
  }

  @Override
  public String toString() {
    return endpoint.id() + "(" + state + ", " + inFlight() + " in flight)";
  }
}
