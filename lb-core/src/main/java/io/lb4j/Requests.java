package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.PickContext;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.Severity;
import io.lb4j.retry.RetryBudget;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.retry.RetryTokens;
import io.lb4j.time.Ticker;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The request path of one load balancer: begins a request on the node the published snapshot gives, and
 * shows its end to everybody concerned. Takes no lock; writes only counters of the node, and asks the
 * writer (the Cluster) when something must change.
 */
final class Requests {
  private static final int STALE_PICKS = 3;

  private final Settings settings;
  private final Cluster cluster;
  private final Ticker ticker;
  private final @Nullable LoadBalancerListener picks; // null: nobody listens, skip the calls
  private final @Nullable OpenLeases open; // null: nobody looks for leaks
  private final @Nullable RetryTokens tokens; // null: retries are not limited
  private final @Nullable Hedging hedging; // null: no hedges
  private final @Nullable Admission admission; // null: no limits
  private final Mishaps mishaps;
  private final Endings endings;
  private final Sleepers sleepers = new Sleepers();

  Requests(Settings settings, Cluster cluster) {
    this.settings = settings;
    this.cluster = cluster;
    this.ticker = settings.ticker();
    this.picks = settings.listener() == LoadBalancerListener.none() ? null : settings.listener();
    this.open = settings.leakGuard().isOn() ? new OpenLeases(settings) : null;
    RetryBudget budget = settings.retry().budget();
    this.tokens = budget == null ? null : budget.open(ticker);
    this.hedging = settings.hedge() == null ? null : new Hedging(settings.hedge(), ticker);
    this.mishaps = new Mishaps(settings);
    this.admission = Admission.of(settings, cluster, mishaps);
    this.endings = new Endings(cluster, picks, admission, mishaps);
  }

  Lease acquire(PickContext context) {
    notNull(context, "context");
    return acquire(context, context.triedCount(), List.of());
  }

  /** Throws, with the failures, if no endpoint is left, a limit is reached or all is closed. */
  Lease acquire(PickContext context, int tried, List<Throwable> failures) {
    if (admission == null) {
      return pick(context, tried, failures);
    }
    if (isClosed()) { // no limit is in the way then
      throw exhausted(Reason.CLOSED, tried, failures);
    }
    admission.enter(ticker.nanos());
    Lease lease = null;
    try {
      lease = pick(context, tried, failures);
      return lease;
    } finally {
      if (lease == null) {
        admission.undo();
      }
    }
  }

  /** Null if no endpoint is left; throws if a limit is reached. */
  @Nullable Lease tryAcquire(PickContext context) {
    try {
      return acquire(context);
    } catch (LimitExceededException e) {
      throw e;
    } catch (NoAvailableEndpointException e) {
      return null;
    }
  }

  private Lease pick(PickContext context, int tried, List<Throwable> failures) {
    Snapshot snapshot = cluster.snapshot();
    PickContext left = context;
    for (int stale = 0; stale < STALE_PICKS; stale++) {
      long now = ticker.nanos();
      if (snapshot.alarm().isDue(now)) {
        cluster.wake(now);
        snapshot = cluster.snapshot();
      }
      Node node = snapshot.begin(left, now);
      if (node == null) {
        break;
      }
      if (node.isLeaving()) {
        giveBack(node, now);
        snapshot = cluster.snapshot(); // the node was removed since that one was read
      } else if (admission == null || entered(admission, node, now)) {
        return begun(snapshot, node, now);
      } else {
        giveBack(node, now); // it is full: passed over as if it had been tried
        left = left.afterTrying(node);
      }
    }
    if (admission != null && left.triedCount() > context.triedCount()) {
      return pickAny(admission, snapshot, left);
    }
    throw exhausted(snapshot, Reason.NO_ENDPOINT, tried, failures);
  }

  /** Some were full; there may be room on others. */
  private Lease pickAny(Admission limits, Snapshot snapshot, PickContext left) {
    Node node = limits.enterAny(snapshot.rotation(), left);
    if (node == null) {
      throw limits.allFull();
    }
    node.begin();
    long now = ticker.nanos();
    if (node.isLeaving()) {
      giveBack(node, now);
      limits.undo(node);
      throw limits.allFull();
    }
    return begun(snapshot, node, now);
  }

  /** The gauge of a limit that throws must not leave a request in flight for ever. */
  private boolean entered(Admission limits, Node node, long now) {
    try {
      return limits.enter(node);
    } catch (Throwable e) {
      giveBack(node, now);
      throw e;
    }
  }

  private void giveBack(Node node, long now) {
    node.undo();
    cluster.ended(node, Outcome.IGNORED, null, now, 0, now);
  }

  /** True if there is an endpoint for another attempt that was not tried. */
  boolean hasUntried(PickContext context) {
    Snapshot snapshot = cluster.snapshot();
    return snapshot.dueTrial(context, ticker.nanos()) != null
        || snapshot.rotation().stream().anyMatch(node -> !context.hasTried(node));
  }

  /** A picker of the user's that throws must not leave a request in flight for ever. */
  private Lease begun(Snapshot snapshot, Node node, long now) {
    try {
      if (picks != null) {
        picks.picked(node.endpoint());
      }
      snapshot.begun(node, now);
      Lease lease = new Lease(this, node, now, snapshot.panic());
      if (open != null) {
        open.opened(lease, now);
      }
      return lease;
    } catch (Throwable e) {
      giveBack(node, now);
      if (admission != null) {
        admission.undo(node);
      }
      throw e;
    }
  }

  Ticker ticker() {
    return ticker;
  }

  RetryPolicy retry() {
    return settings.retry();
  }

  @Nullable RetryTokens tokens() {
    return tokens;
  }

  @Nullable Hedging hedging() {
    return hedging;
  }

  /** Where blocking calls run their attempts so that they can be hedged, or null. */
  @Nullable Executor hedgeExecutor() {
    return settings.hedgeExecutor();
  }

  /** A call begins, whatever attempts it may take. */
  void deposit() {
    if (tokens != null) {
      tokens.deposit();
    }
    if (hedging != null) {
      hedging.deposit();
    }
  }

  /** Where calls wait for room, or null if they do not. */
  @Nullable Waiting waiting() {
    return admission == null ? null : admission.waiting();
  }

  Severity severity(Throwable thrown) {
    return isNobodysFailure(thrown)
        ? Severity.IGNORED
        : settings.classifier().severityOf(Outcome.unwrap(thrown));
  }

  /**
   * True for what no other endpoint of ours can help: clients the caller has closed, or (work may
   * call another load balancer) nobody left or a limit further down.
   */
  static boolean isNobodysFailure(Throwable thrown) {
    Throwable cause = Outcome.unwrap(thrown);
    return cause instanceof NoAvailableEndpointException || cause instanceof ClientsClosedException;
  }

  ScheduledExecutorService scheduler() {
    return settings.scheduler();
  }

  /** Who waits, and is woken by {@link #close()}. */
  Sleepers sleepers() {
    return sleepers;
  }

  boolean isClosed() {
    return sleepers.closed() || cluster.snapshot().closed();
  }

  /** Ends every call that waits; those that run go on. */
  void close() {
    sleepers.close();
  }

  Pause pause() {
    return settings.pause();
  }

  RandomGenerator random() {
    return settings.random().get();
  }

  String service() {
    return settings.service();
  }

  /** The attempts are used up, or nobody is left for another. */
  NoAvailableEndpointException exhausted(Reason reason, int tried, List<Throwable> failures) {
    return exhausted(cluster.snapshot(), reason, tried, failures);
  }

  private NoAvailableEndpointException exhausted(
      Snapshot snapshot, Reason reason, int tried, List<Throwable> failures) {
    return NoAvailableEndpointException.of(
        service(), isClosed() ? Reason.CLOSED : reason, snapshot.members(), tried, failures);
  }

  void ended(
      Lease lease,
      Outcome outcome,
      @Nullable Throwable cause,
      long startNanos,
      long latencyNanos,
      long nowNanos) {
    if (open != null && open.keepsStacks()) {
      open.ended(lease);
    }
    endings.ended(lease.node(), outcome, cause, startNanos, latencyNanos, nowNanos);
  }

  /** The work has succeeded: whatever our own books make of it, it is not run again. */
  void succeeded(Lease lease) {
    try {
      lease.success();
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }
}
