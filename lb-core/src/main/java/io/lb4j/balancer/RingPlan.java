package io.lb4j.balancer;

import io.lb4j.hash.HashRing;
import io.lb4j.hash.RingBuilder;
import io.lb4j.load.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * How the nodes of a picker become a ring, and how a ring becomes the next one.
 *
 * A node's place depends on nothing but its endpoint's id and its own weight: neither the order of
 * discovery nor the others' weights move it. Rings weigh in whole numbers, effective weights are not
 * whole (slow start): a ring counts in sixteenths, so that a node of weight 1 has 16 x 10 = 160 points
 * and a step of a ramp moves a few of them. Large weights would make huge rings, so beyond two million
 * points the unit doubles, for all nodes, until they fit.
 */
enum RingPlan {
  CONSISTENT("consistentHash") {
    @Override
    HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder) {
      return builder.virtualNodes(POINTS_PER_UNIT).consistent();
    }
  },
  RENDEZVOUS("rendezvous") {
    @Override
    HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder) {
      return builder.rendezvous();
    }
  },
  MAGLEV("maglev") {
    @Override
    HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder) {
      return builder.tableSize(nodes.size() <= NODES_OF_SMALL_TABLE ? 65537 : 655373).maglev();
    }
  },
  JUMP("jump") {
    @Override
    HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder) {
      List<Node> numbered = new ArrayList<>(nodes);
      numbered.sort((a, b) -> NaturalOrder.compare(a.endpoint().id(), b.endpoint().id()));
      return HashRing.builder(numbered, node -> node.endpoint().id()).jump();
    }
  };

  /** A ring and the weights it was built with, in the units of its plan. */
  record Built(HashRing<Node> ring, Map<Node, Integer> units) {}

  private static final int POINTS_PER_UNIT = 10;
  private static final int UNITS_PER_WEIGHT = 16;
  private static final int MOST_POINTS = 1 << 21;
  private static final int NODES_OF_SMALL_TABLE = 655; // then each has 100 entries

  private final String label;

  RingPlan(String label) {
    this.label = label;
  }

  abstract HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder);

  Built build(List<Node> nodes) {
    return build(nodes, units(nodes));
  }

  private Built build(List<Node> nodes, Map<Node, Integer> units) {
    RingBuilder<Node> builder = HashRing.builder(nodes, node -> node.endpoint().id());
    return new Built(ring(nodes, builder.weight(units::get)), units);
  }

  /**
   * The same as {@link #build}, from {@code before} if that is less work: an edit of a ring takes
   * 0.6 of the time of a build, so one node may come or go, and a new weight (which is both) may
   * not.
   */
  Built rebuild(List<Node> nodes, Built before) {
    Map<Node, Integer> units = units(nodes);
    List<Node> gone = differing(before.units, units);
    List<Node> come = differing(units, before.units);
    if (gone.isEmpty() && come.isEmpty()) {
      return before;
    }
    if (this != CONSISTENT || gone.size() + come.size() > 1) {
      return build(nodes, units);
    }
    HashRing<Node> ring = before.ring;
    for (Node node : gone) {
      ring = ring.without(node);
    }
    for (Node node : come) {
      ring = ring.with(node, units.getOrDefault(node, 1));
    }
    return new Built(ring, units);
  }

  private static List<Node> differing(Map<Node, Integer> these, Map<Node, Integer> those) {
    List<Node> differing = new ArrayList<>();
    these.forEach(
        (node, units) -> {
          if (!units.equals(those.get(node))) {
            differing.add(node);
          }
        });
    return differing;
  }

  private static Map<Node, Integer> units(List<Node> nodes) {
    Node[] array = nodes.toArray(Node[]::new);
    double[] weights = Weights.of(array);
    double perWeight = UNITS_PER_WEIGHT;
    while (Weights.sum(weights) * perWeight * POINTS_PER_UNIT > MOST_POINTS) {
      perWeight /= 2;
    }
    Map<Node, Integer> units = new HashMap<>(2 * array.length);
    for (int i = 0; i < array.length; i++) {
      units.put(array[i], (int) Math.max(1, Math.round(weights[i] * perWeight)));
    }
    return units;
  }

  @Override
  public String toString() {
    return label;
  }
}
