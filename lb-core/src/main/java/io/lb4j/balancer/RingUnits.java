package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.Arrays;
import java.util.List;

/**
 * Nodes and what each weighs on a ring, in whole units.
 *
 * @param nodes in any order
 * @param units by the same index, at least 1
 * @param perWeight units that a weight of 1 makes; 0 if weights do not count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
record RingUnits(Node[] nodes, int[] units, double perWeight) {
  /** A ring may have this many times the units in use: lookups pass over the others. */
  static final int MOST_SPARE = 4;

  static int of(double weight, double perWeight) {
    return (int) Math.max(1, Math.round(weight * perWeight));
  }

  int size() {
    return nodes.length;
  }

  long sum() {
    long sum = 0;
    for (int each : units) {
      sum += each;
    }
    return sum;
  }

  /**
   * These nodes at what they weigh when they are well, and others beside them: all of it if that is
   * not too much, else less, at the least these nodes as they are.
   */
  RingUnits withSpares(List<Node> spares) {
    RingUnits all = atBest(spares);
    all = isTooMuch(all) ? atBest(List.of()) : all;
    return isTooMuch(all) ? this : all;
  }

  private boolean isTooMuch(RingUnits all) {
    return all.sum() > MOST_SPARE * sum()
        || all.sum() * RingPlan.POINTS_PER_UNIT > 2L * RingPlan.MOST_POINTS;
  }

  private RingUnits atBest(List<Node> spares) {
    Node[] all = Arrays.copyOf(nodes, nodes.length + spares.size());
    int[] best = Arrays.copyOf(units, all.length);
    for (int i = 0; i < all.length; i++) {
      all[i] = i < nodes.length ? nodes[i] : spares.get(i - nodes.length);
      best[i] = Math.max(best[i], of(all[i].endpoint().weight(), perWeight));
    }
    return new RingUnits(all, best, perWeight);
  }
}
