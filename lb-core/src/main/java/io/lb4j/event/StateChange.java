package io.lb4j.event;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.NodeState;

/**
 * One step in the life of an endpoint. Immutable.
 *
 * @param service the load balancer it belongs to
 * @param endpoint whose state changed
 * @param from the state before
 * @param to the state now
 * @param reason why, in words for people
 */
public record StateChange(
    String service, Endpoint endpoint, NodeState from, NodeState to, String reason) {
  @Override
  public String toString() {
    return service + ": " + endpoint.id() + " " + from + " -> " + to + " (" + reason + ")";
  }
}
