package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * Threads walk along one precomputed period, each on its own stripe of Turns: a pick is one addition
 * nobody else does and one load, whatever the weights. Where no short period fits, StrideRoundRobin
 * does the same without one. Both read the same turns, so changing weights may change between them.
 */
final class WeightedRoundRobin implements Picker {
  static final Balancer POLICY = new Policy(Turns::anywhere);

  private final Node[] nodes;
  private final Node[] sequence;
  private final long reciprocal;
  private final Turns turns;

  private WeightedRoundRobin(Node[] nodes, int[] sequence, Turns turns) {
    this.nodes = nodes;
    this.turns = turns;
    this.sequence = new Node[sequence.length];
    this.reciprocal = Turns.reciprocal(sequence.length);
    for (int turn = 0; turn < sequence.length; turn++) {
      this.sequence[turn] = nodes[sequence[turn]];
    }
  }

  /** Whatever goes round by these weights. */
  static Picker inTurn(Node[] nodes, double[] weights, Turns turns) {
    int[] sequence = SmoothSequence.of(weights);
    return sequence == null
        ? new StrideRoundRobin(nodes, weights, turns)
        : new WeightedRoundRobin(nodes, sequence, turns);
  }

  /** What such a picker goes by, or null if this is none. */
  static @Nullable Turns turns(Picker previous) {
    if (previous instanceof WeightedRoundRobin before) {
      return before.turns;
    }
    return previous instanceof StrideRoundRobin before ? before.turns : null;
  }

  /** That begins at a given turn, for tests. */
  static Balancer startingAt(int turn) {
    return new Policy(() -> Turns.from(turn));
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    int at = place(turns.next());
    Node node = sequence[at];
    return context.triedCount() == 0 || !context.hasTried(node) ? node : untried(at, context);
  }

  private int place(int turn) {
    return Turns.place(turn, sequence.length, reciprocal);
  }

  /** The next in the sequence; one without weight only if nobody else is left. */
  private @Nullable Node untried(int at, PickContext context) {
    Node node = Untried.from(at, sequence, context);
    return node == null ? Untried.from(0, nodes, context) : node;
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    int at = place(turns.peek());
    Node node = untried(at, context);
    String place = "turn " + (at + 1) + " of " + sequence.length + " for this thread";
    return node == null ? Untried.exhausted(nodes) : Choice.of(node, place);
  }

  private record Policy(Supplier<Turns> start) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return picker(nodes, start.get());
    }

    private static Picker picker(List<Node> list, Turns turns) {
      Node[] nodes = list.toArray(Node[]::new);
      return inTurn(nodes, Weights.of(nodes), turns);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      Turns turns = turns(previous);
      return turns == null ? picker(nodes) : picker(nodes, turns);
    }

    @Override
    public String toString() {
      return "weightedRoundRobin";
    }
  }
}
