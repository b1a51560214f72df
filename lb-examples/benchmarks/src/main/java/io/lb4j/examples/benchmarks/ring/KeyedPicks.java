package io.lb4j.examples.benchmarks.ring;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;

/** A balancer that goes by the key of the request. */
final class KeyedPicks {
  private KeyedPicks() {}

  static Lookup of(Balancer balancer, List<String> names, String[] keys) {
    Picker picker = balancer.picker(names.stream().map(KeyedPicks::node).toList());
    return key -> picker.pick(PickContext.key(keys[key]));
  }

  private static Node node(String name) {
    Node node = new Node(Endpoint.of("http://" + name));
    node.moveTo(NodeState.HEALTHY, "joined");
    return node;
  }
}
