package io.lb4j.event;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;

/**
 * One endpoint as it was when the snapshot was taken. Immutable.
 *
 * @param endpoint which one
 * @param state where it stands
 * @param reason why it stands there
 * @param weight its share of the traffic relative to the others
 * @param inFlight requests begun and not ended
 * @param picks requests ever sent to it
 * @param successes requests that succeeded
 * @param failures requests that failed
 * @param latencyNanos mean time to answer of recent successes, in nanoseconds; 0 before the first
 * @param errorRate share of recent requests that failed, from 0 to 1
 * @param share its part of all picks of the endpoints in the same snapshot, from 0 to 1
 */
public record EndpointSnapshot(
    Endpoint endpoint,
    NodeState state,
    String reason,
    double weight,
    int inFlight,
    long picks,
    long successes,
    long failures,
    double latencyNanos,
    double errorRate,
    double share) {

  /** Reads a live node; the figures are close to each other in time, not of one instant. */
  static EndpointSnapshot of(Node node, long allPicks) {
    long picks = node.picks();
    return new EndpointSnapshot(
        node.endpoint(),
        node.state(),
        node.reason(),
        node.weight(),
        node.inFlight(),
        picks,
        node.successes(),
        node.failures(),
        node.latencyNanos(),
        node.errorRate(),
        allPicks == 0 ? 0 : Math.min(1, (double) picks / allPicks));
  }

  /** The identity of {@link #endpoint()}. */
  public String id() {
    return endpoint.id();
  }
}
