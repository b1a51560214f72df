package io.lb4j;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.balancer.PickContext;
import io.lb4j.limit.ConcurrencyLimit;
import io.lb4j.limit.Limits;
import io.lb4j.limit.ThrottleMeter;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/*
 * The limits of one load balancer at work. A request passes the throttle, the gate of the whole and the
 * gate of its endpoint before it is begun, and leaves the gates when it has ended; then those that wait
 * are told. The gates count for themselves: a node's own count is for a moment too high while requests
 * that will be turned away look at it.
 */
final class Admission {
  private final Settings settings;
  private final @Nullable Gate overall;
  private final @Nullable ConcurrencyLimit perEndpoint;
  private final ConcurrentHashMap<Node, Gate> gates = new ConcurrentHashMap<>();
  private final @Nullable ThrottleMeter throttle;
  private final @Nullable Waiting waiting;
  private final Mishaps mishaps;

  private Admission(Settings settings, Limits limits, Cluster cluster, Mishaps mishaps) {
    this.settings = settings;
    this.mishaps = mishaps;
    this.overall = limits.overall() == null ? null : new Gate(limits.overall());
    this.perEndpoint = limits.perEndpoint();
    this.throttle =
        limits.throttle() == null
            ? null
            : new ThrottleMeter(limits.throttle(), settings.ticker().nanos());
    this.waiting = limits.queue() == null ? null : new Waiting(limits.queue());
    cluster.announcements().onRemoval((node, idle) -> gates.remove(node));
  }

  static @Nullable Admission of(Settings settings, Cluster cluster, Mishaps mishaps) {
    Limits limits = settings.limits();
    return limits.isNone() ? null : new Admission(settings, limits, cluster, mishaps);
  }

  @Nullable Waiting waiting() {
    return waiting;
  }

  /** Throws if this request may not even look for an endpoint. */
  void enter(long now) {
    if (throttle != null && !throttle.admits(now, settings.random().get())) {
      throw exceeded(Reason.THROTTLED, 0, inside());
    }
    if (overall != null && !overall.enter()) {
      throw exceeded(Reason.LIMIT, overall.limit(), overall.inside());
    }
  }

  /** It has found no endpoint after all. */
  void undo() {
    if (overall != null) {
      overall.undo();
      wake();
    }
  }

  boolean enter(Node node) {
    return perEndpoint == null || gate(node, perEndpoint).enter();
  }

  void undo(Node node) {
    Gate gate = gates.get(node);
    if (gate != null) {
      gate.undo();
      wake();
    }
  }

  private Gate gate(Node node, ConcurrencyLimit limit) {
    Gate gate = gates.get(node);
    return gate != null ? gate : gates.computeIfAbsent(node, absent -> new Gate(limit));
  }

  /** For a fleet of which most are full: another pick would most likely hit a full one as well. */
  @Nullable Node enterAny(List<Node> rotation, PickContext context) {
    for (Node node : rotation) {
      if (!context.hasTried(node) && enter(node)) {
        return node;
      }
    }
    return null;
  }

  void ended(Node node, Outcome outcome, long latencyNanos, long now) {
    Gate gate = perEndpoint == null ? null : gates.get(node);
    if (gate != null) {
      leave(gate, outcome, latencyNanos, now);
    }
    if (overall != null) {
      leave(overall, outcome, latencyNanos, now);
    }
    if (throttle != null) {
      throttle.ended(outcome, now);
    }
    wake();
  }

  /** The place is free whatever the user's gauge makes of it. */
  private void leave(Gate gate, Outcome outcome, long latencyNanos, long now) {
    try {
      gate.leave(outcome, latencyNanos, now);
    } catch (RuntimeException | Error e) {
      mishaps.report(e);
    }
  }

  private void wake() {
    if (waiting != null) {
      waiting.wake();
    }
  }

  LimitExceededException allFull() {
    int limit = gates.values().stream().mapToInt(Gate::limit).sum();
    return exceeded(Reason.LIMIT_OF_ENDPOINTS, limit, inside());
  }

  private int inside() {
    return overall != null
        ? overall.inside()
        : gates.values().stream().mapToInt(Gate::inside).sum();
  }

  private LimitExceededException exceeded(Reason reason, int limit, int inFlight) {
    return new LimitExceededException(
        settings.service(),
        reason,
        gates.size(),
        limit,
        inFlight,
        waiting == null ? 0 : waiting.size());
  }
}
