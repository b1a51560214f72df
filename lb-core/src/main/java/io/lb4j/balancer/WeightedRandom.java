package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

final class WeightedRandom implements Picker {
  static final Balancer POLICY = new Policy(ThreadLocalRandom::current);

  private final Node[] nodes;
  private final double[] weights;
  private final AliasTable table;
  private final Supplier<? extends RandomGenerator> random;

  WeightedRandom(Node[] nodes, double[] weights, Supplier<? extends RandomGenerator> random) {
    this.nodes = nodes;
    this.weights = weights;
    this.table = new AliasTable(weights);
    this.random = random;
  }

  /** With dice of your own, for tests. */
  static Balancer seeded(Supplier<? extends RandomGenerator> random) {
    return new Policy(random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    Node node = nodes[table.at(random.get().nextLong())];
    return context.triedCount() == 0 || !context.hasTried(node) ? node : untried(context);
  }

  /** Among those left by their weights; one without weight only if nobody else is left. */
  private @Nullable Node untried(PickContext context) {
    double left = 0;
    for (int i = 0; i < nodes.length; i++) {
      left += context.hasTried(nodes[i]) ? 0 : weights[i];
    }
    double skip = left * random.get().nextDouble();
    for (int i = 0; i < nodes.length; i++) {
      if (!context.hasTried(nodes[i])) {
        skip -= weights[i];
        if (skip < 0) {
          return nodes[i];
        }
      }
    }
    return Untried.from(0, nodes, context); // no weight is left
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    return Untried.byChance(nodes, context, "with chances by weight");
  }

  private record Policy(Supplier<? extends RandomGenerator> random) implements Balancer {
    @Override
    public Picker picker(List<Node> list) {
      Node[] nodes = list.toArray(Node[]::new);
      return new WeightedRandom(nodes, Weights.of(nodes), random);
    }

    @Override
    public String toString() {
      return "weightedRandom";
    }
  }
}
