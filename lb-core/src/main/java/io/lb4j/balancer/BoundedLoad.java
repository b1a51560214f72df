package io.lb4j.balancer;

import static io.lb4j.internal.Checks.check;

import io.lb4j.hash.HashRing;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * A node is full when it has more than (1 + epsilon) times its share of all requests in flight; the
 * bounded ring then takes the key's next choice that is not, which differs from key to key. That needs
 * the sum of all that is in flight, and adding up n nodes for each pick would cost more than the rest
 * of it: so the sum is counted, in an adder that requests on the nodes of this load balancer share.
 *
 * Each node has the adder it is counted in attached, so that begin and end meet the same one also when
 * pickers change in between.
 */
final class BoundedLoad implements Picker {
  private final Node[] nodes;
  private final RingPlan.Built built;
  private final HashRing<Node> ring;
  private final LongAdder total;
  private final Picker keyless;

  private BoundedLoad(List<Node> nodes, RingPlan.Built built, LongAdder total, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.built = built;
    this.ring = HashRing.boundedLoad(built.ring(), policy.epsilon, Node::inFlight, total::sum);
    this.total = total;
    this.keyless = policy.anywhere.picker(nodes);
    for (Node node : nodes) {
      if (node.attachment() != total) {
        total.add(node.inFlight());
        node.attach(total);
      }
    }
  }

  static Balancer of(double epsilon) {
    return seeded(epsilon, ThreadLocalRandom::current);
  }

  /** With dice of your own for requests without a key, for tests. */
  static Balancer seeded(double epsilon, Supplier<? extends RandomGenerator> random) {
    check(
        epsilon > 0 && epsilon < 1e6, "epsilon", epsilon, "> 0, 0.25 for a quarter above the mean");
    return new Policy(epsilon, WeightedRandom.seeded(random));
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    if (context.key() == null) {
      return keyless.pick(context);
    }
    return context.triedCount() == 0
        ? ring.getHashed(context.keyHash())
        : ring.getHashed(context.keyHash(), node -> !context.hasTried(node));
  }

  @Override
  public void begun(Node node, long nowNanos) {
    if (!(node.attachment() instanceof LongAdder)) {
      node.attach(total); // a node on trial, which no picker has seen yet
    }
    add(node, 1);
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    add(node, -1);
  }

  private static void add(Node node, int requests) {
    if (node.attachment() instanceof LongAdder counted) {
      counted.add(requests);
    }
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    if (context.key() == null) {
      return Untried.byChance(nodes, context, "by weight, as the request has no key");
    }
    Node home = built.ring().getHashed(context.keyHash());
    Node node = pick(context);
    if (node == null) {
      return Untried.exhausted(nodes);
    }
    String belongs = "its key belongs to " + home.endpoint();
    if (node == home) {
      return Choice.of(node, "its key belongs there");
    }
    return Choice.of(
        node,
        context.hasTried(home)
            ? belongs + ", tried already; next choice"
            : belongs + ", full with " + home.inFlight() + " of " + total.sum() + " in flight");
  }

  private record Policy(double epsilon, Balancer anywhere) implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new BoundedLoad(nodes, RingPlan.CONSISTENT.build(nodes), new LongAdder(), this);
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof BoundedLoad before
          ? new BoundedLoad(
              nodes, RingPlan.CONSISTENT.rebuild(nodes, before.built), before.total, this)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return "boundedLoadHash(" + epsilon + ")";
    }
  }
}
