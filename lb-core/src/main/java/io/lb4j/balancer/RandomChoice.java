package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

final class RandomChoice implements Picker {
  static final Balancer POLICY = new Policy(ThreadLocalRandom::current);

  private final Node[] nodes;
  private final Supplier<? extends RandomGenerator> random;

  private RandomChoice(Node[] nodes, Supplier<? extends RandomGenerator> random) {
    this.nodes = nodes;
    this.random = random;
  }

  /** With dice of your own, for tests. */
  static Balancer seeded(Supplier<? extends RandomGenerator> random) {
    return new Policy(random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    Node node = nodes[Draw.first(random.get().nextLong(), nodes.length)];
    return context.triedCount() == 0 || !context.hasTried(node)
        ? node
        : Untried.any(nodes, context, random.get());
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    return Untried.byChance(nodes, context, "with equal chances");
  }

  private record Policy(Supplier<? extends RandomGenerator> random) implements Balancer {
    @Override
    public Picker picker(List<Node> list) {
      Node[] nodes = list.toArray(Node[]::new);
      double[] ramps = Weights.ramps(nodes);
      return ramps == null
          ? new RandomChoice(nodes, random)
          : new WeightedRandom(nodes, ramps, random);
    }

    @Override
    public String toString() {
      return "random";
    }
  }
}
