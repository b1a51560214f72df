package io.lb4j.event;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole load balancer as it was when the snapshot was taken. Immutable.
 *
 * @param service its name
 * @param panic true if too few endpoints are healthy, so health is ignored
 * @param endpoints every endpoint that is known, and those that are gone but still finish requests
 * @param transitions how often an endpoint has come into each state so far; states nobody came into
 *     are missing
 */
public record LoadBalancerSnapshot(
    String service,
    boolean panic,
    List<EndpointSnapshot> endpoints,
    Map<NodeState, Long> transitions) {

  /** Copies the collections. */
  public LoadBalancerSnapshot {
    endpoints = List.copyOf(endpoints);
    transitions = Map.copyOf(transitions);
  }

  /** How often an endpoint has come into this state so far. */
  public long transitions(NodeState to) {
    return transitions.getOrDefault(to, 0L);
  }

  /** Reads live nodes. Cost: O(nodes), no lock. */
  public static LoadBalancerSnapshot of(
      String service, boolean panic, List<Node> nodes, Map<NodeState, Long> transitions) {
    long allPicks = nodes.stream().mapToLong(Node::picks).sum();
    return new LoadBalancerSnapshot(
        service,
        panic,
        nodes.stream().map(node -> EndpointSnapshot.of(node, allPicks)).toList(),
        transitions);
  }

  /** The endpoint with this id, if it is known. */
  public Optional<EndpointSnapshot> endpoint(String id) {
    return endpoints.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** Requests begun and not ended, over all endpoints. */
  public int inFlight() {
    return endpoints.stream().mapToInt(EndpointSnapshot::inFlight).sum();
  }
}
