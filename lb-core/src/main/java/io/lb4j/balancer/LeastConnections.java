package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Full scan. Ties go to a random one of the tied, each with equal chances (the k-th equal one replaces
 * the choice with probability 1/k): "first wins" would send everything to node 0 while all are idle,
 * and a random start alone favours nodes that follow a busy one.
 */
final class LeastConnections implements Picker {
  static final Balancer POLICY = new Policy(ThreadLocalRandom::current);

  private final Node[] nodes;
  private final Supplier<? extends RandomGenerator> random;

  private LeastConnections(List<Node> nodes, Supplier<? extends RandomGenerator> random) {
    this.nodes = nodes.toArray(Node[]::new);
    this.random = random;
  }

  /** With dice of your own, for tests. */
  static Balancer seeded(Supplier<? extends RandomGenerator> random) {
    return new Policy(random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    boolean first = context.triedCount() == 0;
    Node best = null;
    int least = Integer.MAX_VALUE;
    int ties = 0;
    for (Node node : nodes) {
      int load = node.inFlight();
      if (load > least || (!first && context.hasTried(node))) {
        continue;
      }
      if (load < least) {
        least = load;
        ties = 0;
      }
      if (++ties == 1 || random.get().nextInt(ties) == 0) {
        best = node;
      }
    }
    return best;
  }

  private record Policy(Supplier<? extends RandomGenerator> random) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new LeastConnections(nodes, random);
    }

    @Override
    public String toString() {
      return "leastConnections";
    }
  }
}
