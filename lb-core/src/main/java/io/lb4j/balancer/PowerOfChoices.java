package io.lb4j.balancer;

import static io.lb4j.internal.Checks.check;

import io.lb4j.load.Node;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/*
 * The samples are distinct. Drawn with replacement, a hung node would still meet only itself in 1/n²
 * of all picks: every fourth of two, every ninth of three, and each of those requests is stuck.
 *
 * Two samples come out of one random long. More than two walk the nodes in steps of a random width
 * that has no divisor in common with n: n steps visit every node once, so fewer never meet twice, and
 * nothing must be remembered.
 *
 * Ties go to the first drawn, which is random already.
 */
final class PowerOfChoices implements Picker {
  private static final int STRIDES = 64;

  private final Node[] nodes;
  private final int choices;
  private final boolean isSingle;
  private final boolean weightless; // no node has a weight: then none of them says anything
  private final int[] strides; // empty unless the walk is needed
  private final Supplier<? extends RandomGenerator> random;

  private PowerOfChoices(List<Node> nodes, Policy policy) {
    this.nodes = nodes.toArray(Node[]::new);
    this.choices = Math.min(policy.choices, this.nodes.length);
    this.isSingle = this.nodes.length == 1;
    this.random = policy.random;
    this.weightless = nodes.stream().allMatch(node -> node.weight() == 0);
    this.strides = choices <= 2 ? new int[0] : strides(this.nodes.length, random.get());
  }

  static Balancer of(int choices, Supplier<? extends RandomGenerator> random) {
    check(choices >= 2, "choices", choices, ">= 2");
    return new Policy(choices, random);
  }

  static Balancer of(int choices) {
    return of(choices, ThreadLocalRandom::current);
  }

  private static int[] strides(int size, RandomGenerator random) {
    int[] strides = new int[STRIDES];
    for (int i = 0; i < STRIDES; i++) {
      int stride;
      do {
        stride = 1 + random.nextInt(size - 1);
      } while (commonDivisor(stride, size) != 1);
      strides[i] = stride;
    }
    return strides;
  }

  private static int commonDivisor(int a, int b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }

  @Override
  public @Nullable Node pick(PickContext context) {
    if (context.triedCount() != 0 || isSingle) {
      return leastOfAll(context);
    }
    long bits = random.get().nextLong();
    Node node = strides.length == 0 ? better(bits) : best(bits);
    return node.weight() > 0 || weightless ? node : leastOfAll(context);
  }

  private Node better(long bits) {
    int at = Draw.first(bits, nodes.length);
    Node first = nodes[at];
    Node second = nodes[Draw.other(bits, nodes.length, at)];
    return isLess(second, first) ? second : first;
  }

  private Node best(long bits) {
    int at = Draw.first(bits, nodes.length);
    int stride = strides[(int) bits & (STRIDES - 1)];
    Node best = nodes[at];
    for (int drawn = 1; drawn < choices; drawn++) {
      at += stride;
      at = at >= nodes.length ? at - nodes.length : at;
      best = isLess(nodes[at], best) ? nodes[at] : best;
    }
    return best;
  }

  private static boolean isLess(Node one, Node other) {
    return Load.compare(one.inFlight(), one.weight(), other.inFlight(), other.weight()) < 0;
  }

  /**
   * For retries, and when only nodes of weight 0 were drawn: rare, so thoroughness costs little.
   */
  private @Nullable Node leastOfAll(PickContext context) {
    int start = random.get().nextInt(nodes.length);
    Node best = null;
    for (int step = 0; step < nodes.length; step++) {
      Node node = nodes[(start + step) % nodes.length];
      if (!context.hasTried(node) && (best == null || isLess(node, best))) {
        best = node;
      }
    }
    return best;
  }

  @Override
  public Choice explain(PickContext context, long nowNanos) {
    return Scores.of(nodes, context, Load::score)
        .choice(context.triedCount() == 0 ? choices : nodes.length, "(in flight + 1) / weight");
  }

  private record Policy(int choices, Supplier<? extends RandomGenerator> random)
      implements Balancer {
    @Override
    public Picker picker(List<Node> nodes) {
      return new PowerOfChoices(nodes, this);
    }

    @Override
    public String toString() {
      return choices == 2 ? "powerOfTwoChoices" : "powerOfTwoChoices(" + choices + ")";
    }
  }
}
