package io.lb4j;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.PickContext;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight on one endpoint. End it with a verdict; the first one wins, later ones do
 * nothing.
 *
 * <pre>{@code
 * try (Lease lease = orders.acquire()) {
 *   use(lease.endpoint());
 *   lease.success();
 * }                        // thrown out of the block without a verdict: a failure of the endpoint
 * }</pre>
 *
 * <p>Until it ends, the endpoint counts the request as in flight and stays alive even when
 * discovery drops it. Latency is the time to the verdict, or to {@link #answered()} if that is
 * called before.
 *
 * <p><b>Thread safety:</b> any thread may end it. <b>Cost:</b> one small object; a verdict is one
 * compare-and-set and the node's counters.
 */
public final class Lease implements AutoCloseable {
  private static final VarHandle ENDED;
  private static final long NOT_ANSWERED = -1;

  static {
    try {
      ENDED = MethodHandles.lookup().findVarHandle(Lease.class, "ended", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Requests owner;
  private final Node node;
  private final long startNanos;
  private final boolean panic;
  private long latencyNanos = NOT_ANSWERED;
  private volatile boolean lasting;

  @SuppressWarnings("unused") // through ENDED
  private volatile boolean ended;

  Lease(Requests owner, Node node, long startNanos, boolean panic) {
    this.owner = owner;
    this.node = node;
    this.startNanos = startNanos;
    this.panic = panic;
  }

  /** Where to send the request. */
  public Endpoint endpoint() {
    return node.endpoint();
  }

  /** True if it was given in panic, when health is ignored: the endpoint may be ejected. */
  public boolean isPanic() {
    return panic;
  }

  boolean isEnded() {
    return ended;
  }

  Node node() {
    return node;
  }

  long startNanos() {
    return startNanos;
  }

  /**
   * What to {@link LoadBalancer#acquire(PickContext) acquire} the next attempt of the same request
   * with: {@code context}, with this lease's endpoint among those that were tried. May be asked
   * before or after the verdict.
   */
  public PickContext next(PickContext context) {
    return context.afterTrying(node);
  }

  /**
   * What {@link LoadBalancer#call} would throw in this place: the attempts are used up, or nobody
   * is left for another. For those who acquire their attempts themselves; {@link Attempts} knows
   * more.
   *
   * @param context what the next attempt would be {@link #next acquired} with
   * @param failures of the attempts so far, the last one last
   */
  public NoAvailableEndpointException exhausted(PickContext context, List<Throwable> failures) {
    return owner.exhausted(Reason.NO_ENDPOINT, context.triedCount(), failures);
  }

  /**
   * The endpoint has begun to answer: latency is measured to here, while the request stays in
   * flight until its verdict. For answers with a body that takes a while. Call it before the
   * verdict, once.
   */
  public void answered() {
    if (latencyNanos == NOT_ANSWERED) {
      latencyNanos = owner.ticker().nanos() - startNanos;
    }
  }

  /**
   * This request takes as long as it likes: a connection, a subscription, a web socket. The {@link
   * LeakGuard} does not look at it.
   */
  public void lasting() {
    lasting = true;
  }

  boolean isLasting() {
    return lasting;
  }

  /** The endpoint did its work. */
  public void success() {
    end(Outcome.SUCCESS, null);
  }

  /**
   * The endpoint did not do its work.
   *
   * @param cause what happened; shown in the reason if the endpoint is ejected for it
   */
  public void failure(Throwable cause) {
    end(Outcome.FAILURE, cause);
  }

  /** The caller gave up, or never reached the endpoint: says nothing of it. */
  public void cancel() {
    end(Outcome.IGNORED, null);
  }

  /** Ends a request that has no verdict yet as a failure. */
  @Override
  public void close() {
    end(Outcome.FAILURE, null);
  }

  /** True if this was the first verdict, which counts. */
  boolean end(Outcome outcome, @Nullable Throwable cause) {
    boolean first = ENDED.compareAndSet(this, false, true);
    if (first) {
      long now = owner.ticker().nanos();
      long latency = latencyNanos == NOT_ANSWERED ? now - startNanos : latencyNanos;
      owner.ended(this, outcome, cause, startNanos, latency, now);
    }
    return first;
  }

  @Override
  public String toString() {
    return "Lease(" + node.endpoint().id() + (ended ? ", ended)" : ", in flight)");
  }
}
