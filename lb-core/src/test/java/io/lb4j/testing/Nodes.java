package io.lb4j.testing;

import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Builds healthy nodes for tests of balancers, and counts what a picker does with them. */
public final class Nodes {
  private Nodes() {}

  /** Nodes with these ids and weight 1. */
  public static List<Node> of(String... ids) {
    return Stream.of(ids).map(id -> healthy(Endpoint.named(id))).toList();
  }

  /** Nodes n0, n1, … */
  public static List<Node> fresh(int count) {
    return IntStream.range(0, count).mapToObj(i -> healthy(Endpoint.named("n" + i))).toList();
  }

  /** Nodes n0, n1, … with these weights. */
  public static List<Node> weighted(int... weights) {
    return IntStream.range(0, weights.length)
        .mapToObj(i -> healthy(Endpoint.named("n" + i).withWeight(weights[i])))
        .toList();
  }

  public static Node healthy(Endpoint endpoint) {
    Node node = new Node(endpoint);
    node.moveTo(NodeState.HEALTHY, "test");
    return node;
  }

  /** Begins this many requests and leaves them in flight. */
  public static Node busy(Node node, int inFlight) {
    IntStream.range(0, inFlight).forEach(i -> node.begin());
    return node;
  }

  /** How often each id was picked in {@code picks} picks without context. */
  public static Map<String, Integer> count(Picker picker, int picks) {
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < picks; i++) {
      Node node = Objects.requireNonNull(picker.pick(PickContext.none()), "pick");
      counts.merge(node.endpoint().id(), 1, Integer::sum);
    }
    return counts;
  }

  /** The ids of consecutive picks, in one string. */
  public static String sequence(Picker picker, int picks) {
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < picks; i++) {
      Node node = Objects.requireNonNull(picker.pick(PickContext.none()), "pick");
      ids.append(node.endpoint().id());
    }
    return ids.toString();
  }
}
