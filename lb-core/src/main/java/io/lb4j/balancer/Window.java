package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/*
 * How many nodes one client uses, and in which order it takes them. Handed from picker to picker;
 * written by one thread at a time.
 *
 * The order is by a hash of the endpoint's id and the client's own seed: every client has another one,
 * so that their windows spread over all nodes, and a change of membership moves nobody else.
 */
final class Window {
  private static final int LEAST = 16;
  private static final double FACTOR = 4;
  private static final double HYSTERESIS = 0.7;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Comparator<NodeCost> byKey;
  private int size = LEAST;
  private boolean started;
  private long resizedAt;
  private int round;

  Window(long seed) {
    this.byKey = Comparator.comparingLong(cost -> key(cost.node, seed));
  }

  private static long key(Node node, long seed) {
    long key = (node.endpoint().id().hashCode() ^ seed) * 0x9E37_79B9_7F4A_7C15L;
    return (key ^ key >>> 32) * 0x9E37_79B9_7F4A_7C15L;
  }

  int size() {
    return size;
  }

  /** Follows the mean of requests in flight, at most once a second; true if that changed it. */
  boolean resize(double inFlight, long now) {
    if (started && now - resizedAt < PERIOD_NANOS) {
      return false;
    }
    boolean first = !started;
    started = true;
    resizedAt = now;
    int wanted = Math.max(LEAST, (int) Math.ceil(FACTOR * inFlight));
    if (first || (wanted <= size && wanted >= HYSTERESIS * size)) {
      return false;
    }
    size = wanted;
    return true;
  }

  /**
   * The nodes in this client's order. Those that were there come in order already, and sorting what
   * is nearly sorted takes linear time.
   */
  NodeCost[] order(List<Node> nodes, NodeCost[] before) {
    round++;
    NodeCost[] costs = new NodeCost[nodes.size()];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = NodeCost.withProbation(nodes.get(i));
      costs[i].listed = round;
    }
    NodeCost[] order = new NodeCost[costs.length];
    int known = moveListed(before, order, 0);
    moveListed(costs, order, known);
    Arrays.sort(order, byKey);
    return order;
  }

  private int moveListed(NodeCost[] from, NodeCost[] to, int start) {
    int end = start;
    for (NodeCost cost : from) {
      if (cost.listed == round) {
        cost.listed = -round;
        to[end++] = cost;
      }
    }
    return end;
  }
}
