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
 * Ties go to a random one of the tied, each with equal chances: "first wins" would send everything to
 * node 0 while all are idle, and a random start alone favours nodes that follow a busy one.
 *
 * Load, a random number and the place are packed into one long for each candidate, and the least long
 * is found without a branch: whether a candidate beats those before it cannot be predicted, and every
 * wrong guess of the processor costs as much as three candidates.
 *
 *   bits 32..62  requests in flight, or (in flight + 1) / weight as a float: its bits sort like itself,
 *                and weights that differ by the noise of 0.1 x 3 are equal
 *   bits 4..31   random
 *   bits 0..3    place
 */
final class LeastConnections implements Picker {
  static final Balancer POLICY = new Policy(false, ThreadLocalRandom::current);
  static final Balancer WEIGHTED = new Policy(true, ThreadLocalRandom::current);

  static final int CANDIDATES = 16;

  private static final long RANDOM_BITS = 0xFFFF_FFF0L;
  private static final double WEIGHTLESS = 1e-20; // the last choice, and still the least busy of it

  private final Node[] nodes;
  private final Node[] cyclic;
  private final boolean weighted;
  private final boolean scored; // by weight, or by slow start alone while somebody is in it
  private final Supplier<? extends RandomGenerator> random;

  private LeastConnections(List<Node> nodes, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.cyclic = Draw.cyclic(this.nodes, CANDIDATES);
    this.weighted = policy.weighted;
    this.scored = weighted || Weights.ramps(this.nodes) != null;
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
    long seed = random.get().nextLong();
    if (context.triedCount() != 0) {
      return leastUntried(context, seed);
    }
    int size = nodes.length;
    if (!scored) {
      // An idle node cannot be beaten, and drawn like this each idle one has the same chance.
      // Mostly
      // there are some; then one line of memory is read, not sixteen that other threads write to.
      Node drawn = nodes[Draw.first(seed, size)];
      if (drawn.inFlight() == 0) {
        return drawn;
      }
    }
    return size <= CANDIDATES
        ? least(0, size, seed)
        : least(Draw.first(seed, size), CANDIDATES, seed);
  }

  private Node least(int start, int count, long seed) {
    long least = Long.MAX_VALUE;
    for (int place = 0; place < count; place++) {
      least =
          Math.min(least, load(cyclic[start + place]) | Draw.at(seed, place) & RANDOM_BITS | place);
    }
    return cyclic[start + (int) (least & 0xF)];
  }

  private long load(Node node) {
    int inFlight = node.inFlight();
    return (long) (scored ? sortable((inFlight + 1) / weight(node)) : inFlight) << 32;
  }

  private static int sortable(double positive) {
    return Float.floatToRawIntBits((float) positive);
  }

  private double weight(Node node) {
    return Math.max(WEIGHTLESS, weighted ? node.weight() : node.ramp());
  }

  /** Retries are rare: of all that are left, wherever they are. */
  private @Nullable Node leastUntried(PickContext context, long seed) {
    Node best = null;
    long least = Long.MAX_VALUE;
    for (int place = 0; place < nodes.length; place++) {
      long load = load(nodes[place]) | Draw.at(seed, place) & RANDOM_BITS;
      if (load < least && !context.hasTried(nodes[place])) {
        least = load;
        best = nodes[place];
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
