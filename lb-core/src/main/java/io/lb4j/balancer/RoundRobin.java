package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Turn t goes to node t mod n; the Turns say why there are many t. When t overflows, after 2^32 turns
 * of one stripe, the rotation jumps once.
 */
final class RoundRobin implements Picker {
  static final Balancer POLICY = new Policy(Turns::anywhere);

  private final Node[] nodes;
  private final long reciprocal;
  private final Turns turns;

  private RoundRobin(Node[] nodes, Turns turns) {
    this.nodes = nodes;
    this.reciprocal = Turns.reciprocal(nodes.length);
    this.turns = turns;
  }

  /** That begins at a given turn, for tests. */
  static Balancer startingAt(int turn) {
    return new Policy(() -> Turns.from(turn));
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    int index = index(turns.next());
    Node node = nodes[index];
    return context.triedCount() == 0 || !context.hasTried(node)
        ? node
        : Untried.from(index, nodes, context);
  }

  private int index(int turn) {
    return Turns.place(turn, nodes.length, reciprocal);
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    Node node = Untried.from(index(turns.peek()), nodes, context);
    return node == null
        ? Untried.exhausted(nodes)
        : Choice.of(node, "next in turn for this thread");
  }

  private record Policy(Supplier<Turns> start) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return picker(nodes, start.get());
    }

    /** Weights are not looked at, but a slow start is: it says "not yet", not "how much". */
    private static Picker picker(List<Node> list, Turns turns) {
      Node[] nodes = list.toArray(Node[]::new);
      double[] ramps = Weights.ramps(nodes);
      return ramps == null
          ? new RoundRobin(nodes, turns)
          : WeightedRoundRobin.inTurn(nodes, ramps, turns);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      Turns turns =
          previous instanceof RoundRobin before ? before.turns : WeightedRoundRobin.turns(previous);
      return turns == null ? picker(nodes) : picker(nodes, turns);
    }

    @Override
    public String toString() {
      return "roundRobin";
    }
  }
}
