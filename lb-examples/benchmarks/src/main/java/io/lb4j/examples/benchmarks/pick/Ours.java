package io.lb4j.examples.benchmarks.pick;

import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.PickContext;
import io.lb4j.balancer.Picker;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.stream.IntStream;

/** The balancers of lb4j, driven as the load balancer drives them. */
final class Ours {
  private static final long LATENCY_NANOS = 1_000_000;

  private Ours() {}

  /** For rules that neither count nor time: the pick alone. */
  static Pick pick(Balancer balancer, int size) {
    return pick(balancer.picker(nodes(size, 1)));
  }

  /** The same over weights 1, 2, 3, 1, 2, 3, .. as all weighted contenders have them. */
  static Pick weighted(Balancer balancer, int size) {
    return pick(balancer.picker(nodes(size, 3)));
  }

  private static Pick pick(Picker picker) {
    PickContext context = PickContext.none();
    return () -> picker.pick(context);
  }

  /** For rules that count requests in flight, on a clock that stands still. */
  static Pick counted(Balancer balancer, int size) {
    Picker picker = balancer.picker(nodes(size, 1));
    PickContext context = PickContext.none();
    return () -> {
      Node node = picker.pick(context, 0);
      node.begin();
      picker.begun(node, 0);
      node.end(Outcome.SUCCESS, LATENCY_NANOS, LATENCY_NANOS);
      picker.ended(node, Outcome.SUCCESS, 0, LATENCY_NANOS, LATENCY_NANOS);
      return node;
    };
  }

  /** For rules that look at latency: the clock is read twice, as for every real request. */
  static Pick timed(Balancer balancer, int size) {
    Picker picker = balancer.picker(nodes(size, 1));
    PickContext context = PickContext.none();
    return () -> {
      long start = System.nanoTime();
      Node node = picker.pick(context, start);
      node.begin();
      picker.begun(node, start);
      long now = System.nanoTime();
      node.end(Outcome.SUCCESS, now - start, now);
      picker.ended(node, Outcome.SUCCESS, start, now - start, now);
      return node;
    };
  }

  /** The whole of it: snapshot, pick, lease, verdict, health. */
  static Pick acquire(Balancer balancer, int size) {
    LoadBalancer loadBalancer =
        LoadBalancer.builder("benchmark")
            .endpoints(endpoints(size, 1).toArray(Endpoint[]::new))
            .balancer(balancer)
            .build();
    return () -> {
      Lease lease = loadBalancer.acquire();
      lease.success();
      return lease.endpoint();
    };
  }

  private static List<Node> nodes(int size, int weights) {
    return endpoints(size, weights).stream().map(Ours::node).toList();
  }

  private static Node node(Endpoint endpoint) {
    Node node = new Node(endpoint, System.nanoTime());
    node.moveTo(NodeState.HEALTHY, "joined");
    return node;
  }

  private static List<Endpoint> endpoints(int size, int weights) {
    return IntStream.range(0, size).mapToObj(i -> endpoint(i).withWeight(1 + i % weights)).toList();
  }

  private static Endpoint endpoint(int i) {
    return Endpoint.of("http://10.0." + (i >>> 8) + "." + (i & 0xFF) + ":8080");
  }
}
