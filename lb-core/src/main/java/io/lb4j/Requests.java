package io.lb4j;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.balancer.PickContext;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.retry.RetryPolicy;
import io.lb4j.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The request path of one load balancer: begins a request on the node the published snapshot gives, and
 * shows its end to everybody concerned. Takes no lock; writes only counters of the node, and asks the
 * writer (the Cluster) when something must change.
 */
final class Requests {
  private static final Logger log = LoggerFactory.getLogger(LoadBalancer.class);
  private static final int STALE_PICKS = 3;

  private final Settings settings;
  private final Cluster cluster;
  private final Ticker ticker;
  private final @Nullable LoadBalancerListener picks; // null: nobody listens, skip the calls
  private final HealthTracker.Watch watch;
  private final @Nullable OpenLeases open; // null: nobody looks for leaks
  private final AtomicLong brokenEnds = new AtomicLong();
  private final AtomicLong leaks = new AtomicLong();

  Requests(Settings settings, Cluster cluster) {
    this.settings = settings;
    this.cluster = cluster;
    this.ticker = settings.ticker();
    this.picks = settings.listener() == LoadBalancerListener.none() ? null : settings.listener();
    this.watch = cluster.fitness().watch();
    this.open =
        settings.leakGuard().isOn()
            ? new OpenLeases(
                settings.leakGuard(), ticker.nanos(), settings.scheduler(), this::abandon)
            : null;
  }

  /** Throws if no endpoint is left, or the load balancer is closed; the failures go into that. */
  Lease acquire(PickContext context, List<Throwable> failures) {
    notNull(context, "context");
    Snapshot snapshot = cluster.snapshot();
    for (int stale = 0; stale < STALE_PICKS; stale++) {
      long now = ticker.nanos();
      if (snapshot.alarm().isDue(now)) {
        cluster.wake(now);
        snapshot = cluster.snapshot();
      }
      Node node = snapshot.begin(context, now);
      if (node == null) {
        break;
      }
      if (!node.isLeaving()) {
        return begun(snapshot, node, now);
      }
      node.undo();
      cluster.ended(node, Outcome.IGNORED, null, now, 0, now);
      snapshot = cluster.snapshot(); // the node was removed since that one was read
    }
    throw exhausted(snapshot, context, failures);
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
      node.undo();
      cluster.ended(node, Outcome.IGNORED, null, now, 0, now);
      throw e;
    }
  }

  Ticker ticker() {
    return ticker;
  }

  RetryPolicy retry() {
    return settings.retry();
  }

  String service() {
    return settings.service();
  }

  /** The attempts are used up, or nobody is left for another. */
  NoAvailableEndpointException exhausted(PickContext context, List<Throwable> failures) {
    return exhausted(cluster.snapshot(), context, failures);
  }

  private NoAvailableEndpointException exhausted(
      Snapshot snapshot, PickContext context, List<Throwable> failures) {
    return snapshot.closed()
        ? NoAvailableEndpointException.closed(service())
        : NoAvailableEndpointException.of(
            service(), snapshot.members(), context.triedCount(), failures);
  }

  void ended(
      Lease lease,
      Outcome outcome,
      @Nullable Throwable cause,
      long startNanos,
      long latencyNanos,
      long nowNanos) {
    Node node = lease.node();
    node.end(outcome, latencyNanos, nowNanos);
    if (open != null && open.keepsStacks()) {
      open.ended(lease);
    }
    try {
      cluster.snapshot().ended(node, outcome, startNanos, latencyNanos, nowNanos);
      watch.record(node, outcome, cause, latencyNanos, nowNanos);
      if (picks != null) {
        picks.released(node.endpoint(), outcome, latencyNanos);
      }
    } catch (RuntimeException | Error e) {
      report(e);
    } finally {
      if (!node.state().isInService()) {
        cluster.ended(node, outcome, cause, startNanos, latencyNanos, nowNanos);
      }
    }
  }

  /** A lease nobody has ended in time: it counts no more. */
  private void abandon(Lease lease) {
    Throwable stack = open == null ? null : open.stack(lease);
    if (!lease.end(Outcome.IGNORED, null)) {
      return; // just now, after all
    }
    Duration age = settings.leakGuard().age();
    long times = leaks.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      log.warn(
          "{}: a lease of {} was not ended within {}, and counts no more ({} so far){}",
          service(),
          lease.endpoint().id(),
          age,
          times,
          stack == null ? "; LeakGuard.withStacks() shows where it was acquired" : "",
          stack);
    }
    settings.listener().leaked(lease.endpoint(), age, stack);
  }

  /** The answer is there, so the caller gets it. Said at the 1st, 2nd, 4th, 8th … time only. */
  private void report(Throwable thrown) {
    long times = brokenEnds.incrementAndGet();
    if (Long.bitCount(times) == 1) {
      log.warn(
          "{}: {}, {} or a listener failed at the end of a request ({} times so far)",
          service(),
          settings.balancer(),
          settings.health(),
          times,
          thrown);
    }
  }
}
