package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * Weighted round robin for any weights and any number of nodes, built in O(n). Every node owns an arc
 * of a circle as long as its weight; each turn goes on by the golden section of the circle and takes
 * who owns the place. No stride visits arcs more evenly (three-gap theorem): a node's picks are apart
 * by one of three distances, and its count stays within a few of the exact share, for ever. The circle
 * has 2^32 places and the stride is odd, so 2^32 turns visit each place once and the overflow of the
 * turns does not show.
 *
 * Arcs move little when weights change a little, so frequent rebuilds (slow start) do not burst.
 */
final class StrideRoundRobin implements Picker {
  private static final int GOLDEN = 0x9E3779B9; // 2^32 / 1.618…, odd

  private final Node[] nodes;
  private final Node[] owners; // those with weight
  private final int[] ends; // last place of each arc, sign bit inverted: then < is unsigned order
  private final int[]
      starts; // first owner with a place in each of 2^bits equal parts of the circle
  private final int shift;
  final Turns turns;

  StrideRoundRobin(Node[] nodes, double[] weights, Turns turns) {
    this.nodes = nodes;
    this.turns = turns;
    this.owners = new Node[nodes.length - (int) Arrays.stream(weights).filter(w -> w == 0).count()];
    this.ends = new int[owners.length];
    double perWeight = 0x1p32 / Weights.sum(weights);
    double before = 0;
    int filled = 0;
    for (int i = 0; i < nodes.length; i++) {
      if (weights[i] > 0) {
        before += weights[i];
        owners[filled] = nodes[i];
        ends[filled++] = place(Math.round(before * perWeight) - 1);
      }
    }
    ends[filled - 1] = Integer.MAX_VALUE; // whatever rounding says
    int bits = Math.min(24, 34 - Integer.numberOfLeadingZeros(owners.length));
    this.shift = Integer.SIZE - bits;
    this.starts = starts(1 << bits);
  }

  private static int place(long unsigned) {
    return (int) Math.max(0, Math.min(unsigned, 0xFFFFFFFFL)) ^ Integer.MIN_VALUE;
  }

  private int[] starts(int parts) {
    int[] starts = new int[parts];
    int owner = 0;
    for (int part = 0; part < parts; part++) {
      int first = part << shift ^ Integer.MIN_VALUE;
      while (ends[owner] < first) {
        owner++;
      }
      starts[part] = owner;
    }
    return starts;
  }

  private int ownerAt(int turn) {
    int place = turn * GOLDEN;
    int owner = starts[place >>> shift];
    int ordered = place ^ Integer.MIN_VALUE;
    while (ends[owner] < ordered) {
      owner++;
    }
    return owner;
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    int turn = turns.next();
    Node node = owners[ownerAt(turn)];
    return context.triedCount() == 0 || !context.hasTried(node) ? node : untried(turn, context);
  }

  /** The owners of the next places, then whoever is left, also without weight. */
  private @Nullable Node untried(int turn, PickContext context) {
    for (int next = turn; next != turn + 64; next++) {
      Node node = owners[ownerAt(next)];
      if (!context.hasTried(node)) {
        return node;
      }
    }
    Node node = Untried.from(ownerAt(turn), owners, context);
    return node == null ? Untried.from(0, nodes, context) : node;
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    Node node = untried(turns.peek(), context);
    return node == null
        ? Untried.exhausted(nodes)
        : Choice.of(node, "next in turn for this thread, by weight");
  }
}
