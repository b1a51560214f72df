package io.lb4j.balancer;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * Two rules that differ in one number: what a sample above the estimate weighs at least. 1 is peak
 * sensitive: one slow answer is believed at once, and then forgotten at the pace of the average. 0 is a
 * plain average over time.
 *
 * What differs from Finagle's: errors are priced, and never pass for quick answers; an idle node comes
 * back to the mean of the others, not to zero; what is in flight counts by its age; and up to four
 * candidates are compared, not two.
 */
final class PeakEwma implements Picker {
  static final Balancer POLICY = peak(ThreadLocalRandom::current);
  static final Balancer RESPONSE_TIME = responseTime(ThreadLocalRandom::current);

  private static final int CANDIDATES = 4; // each costs 2 ns, and twice that of a thousand nodes
  private static final double FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final NodeCost[] nodes;
  private final NodeCost[] cyclic;
  private final Fleet fleet;

  private PeakEwma(List<Node> nodes, Fleet fleet) {
    this.nodes = nodes.stream().map(NodeCost::of).toArray(NodeCost[]::new);
    this.cyclic = CostScan.cyclic(this.nodes);
    this.fleet = fleet;
    fleet.tickSoon();
  }

  /** Peak sensitive, with these dice. */
  static Balancer peak(Supplier<? extends RandomGenerator> random) {
    return new Policy("peakEwma", 1, random);
  }

  /** Plain average, with these dice. */
  static Balancer responseTime(Supplier<? extends RandomGenerator> random) {
    return new Policy("leastResponseTime", 0, random);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    return pick(context, fleet.lastTick());
  }

  @Override
  public @Nullable Node pick(PickContext context, long nowNanos) {
    if (fleet.isDue(nowNanos)) {
      tick(nowNanos);
    }
    long bits = fleet.random.get().nextLong();
    return context.triedCount() == 0
        ? CostScan.cheapest(cyclic, nodes.length, CANDIDATES, fleet, bits, nowNanos)
        : CostScan.untried(nodes, fleet, context, Draw.first(bits, nodes.length), nowNanos);
  }

  private void tick(long now) {
    if (fleet.beginTick()) {
      try {
        fleet.tick(nodes, now);
      } finally {
        fleet.endTick();
      }
    }
  }

  @Override
  public void begun(Node node, long nowNanos) {
    NodeCost.of(node).begun(fleet, nowNanos);
  }

  @Override
  public void ended(Node node, Outcome outcome, long startNanos, long latencyNanos, long nowNanos) {
    NodeCost cost = NodeCost.of(node);
    cost.left(startNanos);
    if (outcome != Outcome.IGNORED
        && cost.ended(fleet, outcome, startNanos, latencyNanos, nowNanos)) {
      fleet.tickSoon();
    }
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    int candidates = context.triedCount() == 0 ? CANDIDATES : nodes.length;
    return CostScan.scores(nodes, fleet, context, nowNanos).choice(candidates, CostScan.WHAT);
  }

  private record Policy(String name, double up, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new PeakEwma(nodes, new Fleet(up, FAILURE_NANOS, random));
    }

    @Override
    public Picker rebuild(List<Node> nodes, Picker previous) {
      return previous instanceof PeakEwma before
          ? new PeakEwma(nodes, before.fleet)
          : picker(nodes);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
