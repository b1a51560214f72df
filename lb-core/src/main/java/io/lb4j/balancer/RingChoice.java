package io.lb4j.balancer;

import io.lb4j.hash.HashRing;
import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Whatever maps a key to an endpoint: the rings do the work, RingPlan builds them. The key was hashed
 * when the context was made, and not again here.
 *
 * Requests without a key go anywhere, by weight.
 */
final class RingChoice implements Picker {
  private final Node[] nodes;
  private final RingPlan.Built built;
  private final HashRing<Node> ring;
  private final Picker keyless;

  private RingChoice(List<Node> nodes, RingPlan.Built built, Picker keyless) {
    this.nodes = nodes.toArray(Node[]::new);
    this.built = built;
    this.ring = built.ring();
    this.keyless = keyless;
  }

  static Balancer of(RingPlan plan) {
    return seeded(plan, ThreadLocalRandom::current);
  }

  /** With dice of your own for requests without a key, for tests. */
  static Balancer seeded(RingPlan plan, Supplier<? extends RandomGenerator> random) {
    return new Policy(plan, WeightedRandom.seeded(random));
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    if (context.key() == null) {
      return keyless.pick(context);
    }
    Node node = ring.getHashed(context.keyHash());
    return context.triedCount() == 0 || !context.hasTried(node)
        ? node
        : ring.getHashed(context.keyHash(), next -> !context.hasTried(next));
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    if (context.key() == null) {
      return Untried.byChance(nodes, context, "by weight, as the request has no key");
    }
    Node node = ring.getHashed(context.keyHash());
    if (!context.hasTried(node)) {
      return Choice.of(node, "its key belongs there");
    }
    Node next = ring.getHashed(context.keyHash(), other -> !context.hasTried(other));
    return next == null
        ? Untried.exhausted(nodes)
        : Choice.of(next, "its key belongs to " + node.endpoint() + ", tried already; next choice");
  }

  private record Policy(RingPlan plan, Balancer anywhere) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new RingChoice(nodes, plan.build(nodes), anywhere.picker(nodes));
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof RingChoice before
          ? new RingChoice(nodes, plan.rebuild(nodes, before.built), anywhere.picker(nodes))
          : picker(nodes);
    }

    @Override
    public String toString() {
      return plan.toString();
    }
  }
}
