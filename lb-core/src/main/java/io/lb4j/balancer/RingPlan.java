package io.lb4j.balancer;

import io.lb4j.hash.HashRing;
import io.lb4j.hash.RingBuilder;
import io.lb4j.load.Node;
import java.util.ArrayList;
import java.util.List;

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

  /** The ring of one picker, and the stock that the next one's ring can come from. */
  record Built(HashRing<Node> ring, RingStock stock) {}

  static final int POINTS_PER_UNIT = 10;
  static final int MOST_POINTS = 1 << 21;
  private static final int UNITS_PER_WEIGHT = 16;
  private static final int NODES_OF_SMALL_TABLE = 655; // then each has 100 entries

  private final String label;

  RingPlan(String label) {
    this.label = label;
  }

  abstract HashRing<Node> ring(List<Node> nodes, RingBuilder<Node> builder);

  /** Maglev's table is filled anew for every change: spare nodes would be of no use. */
  boolean keepsSpares() {
    return this != MAGLEV;
  }

  Built build(List<Node> nodes) {
    RingUnits now = units(nodes);
    return RingStock.of(this, now).built(now);
  }

  /** The same as {@link #build}, from {@code before} where that is less work. */
  Built rebuild(List<Node> nodes, Built before) {
    RingUnits now = units(nodes);
    HashRing<Node> ring = before.stock.ring(now);
    return ring == null ? before.stock.renewed(now).built(now) : new Built(ring, before.stock);
  }

  private RingUnits units(List<Node> nodes) {
    Node[] array = nodes.toArray(Node[]::new);
    double[] weights = Weights.of(array);
    double perWeight = UNITS_PER_WEIGHT;
    while (Weights.sum(weights) * perWeight * POINTS_PER_UNIT > MOST_POINTS) {
      perWeight /= 2;
    }
    perWeight = this == JUMP ? 0 : perWeight; // then each node is one unit
    int[] units = new int[array.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = RingUnits.of(weights[i], perWeight);
    }
    return new RingUnits(array, units, perWeight);
  }

  @Override
  public String toString() {
    return label;
  }
}
