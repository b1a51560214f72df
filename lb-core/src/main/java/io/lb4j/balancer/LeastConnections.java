package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Looks at all nodes up to CANDIDATES, and at that many neighbours from a random place on above it, so
 * that a thousand nodes cost what sixteen do. Sixteen fresh samples are as good as all: with two, the
 * chance of queues longer than k falls like rho^(2^k), with sixteen it is gone.
 *
 * Ties go to a random one of the tied, each with equal chances (the k-th equal one replaces the choice
 * with probability 1/k): "first wins" would send everything to node 0 while all are idle, and a random
 * start alone favours nodes that follow a busy one. The dice are thrown once for each pick, and
 * stretched by a multiplication for each tie.
 */
final class LeastConnections implements Picker {
  static final Balancer POLICY = new Policy(false, ThreadLocalRandom::current);
  static final Balancer WEIGHTED = new Policy(true, ThreadLocalRandom::current);

  static final int CANDIDATES = 16;

  private final Node[] nodes;
  private final boolean weighted;
  private final Supplier<? extends RandomGenerator> random;

  private LeastConnections(List<Node> nodes, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.weighted = policy.weighted;
    this.random = policy.random;
  }

  /** With dice of your own, for tests. */
  static Balancer seeded(Supplier<? extends RandomGenerator> random) {
    return new Policy(false, random);
  }

  /** The weighted rule with dice of your own, for tests. */
  static Balancer seededWeighted(Supplier<? extends RandomGenerator> random) {
    return new Policy(true, random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    int size = nodes.length;
    long bits = random.get().nextLong();
    if (size <= CANDIDATES) {
      return least(0, size, bits, context);
    }
    Node node = least(Draw.first(bits, size), CANDIDATES, Draw.next(bits), context);
    return node == null ? least(0, size, bits, context) : node;
  }

  private @Nullable Node least(int start, int count, long dice, PickContext context) {
    boolean retry = context.triedCount() != 0;
    Node best = null;
    int bestLoad = Integer.MAX_VALUE;
    double bestWeight = 1;
    int ties = 0;
    int at = start;
    for (int i = 0; i < count; i++) {
      Node node = nodes[at];
      at = at + 1 == nodes.length ? 0 : at + 1;
      if (retry && context.hasTried(node)) {
        continue;
      }
      int load = node.inFlight();
      double weight = weighted ? node.weight() : 1;
      int order = best == null ? -1 : Load.compare(load, weight, bestLoad, bestWeight);
      ties = order < 0 ? 1 : order == 0 ? ties + 1 : ties;
      if (order < 0 || (order == 0 && Draw.first(dice = Draw.next(dice), ties) == 0)) {
        best = node;
        bestLoad = load;
        bestWeight = weight;
      }
    }
    return best;
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    return weighted
        ? Scores.of(nodes, context, Load::score).choice(CANDIDATES, "(in flight + 1) / weight")
        : Scores.of(nodes, context, Node::inFlight).choice(CANDIDATES, "requests in flight");
  }

  private record Policy(boolean weighted, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new LeastConnections(nodes, this);
    }

    @Override
    public String toString() {
      return weighted ? "weightedLeastConnections" : "leastConnections";
    }
  }
}
