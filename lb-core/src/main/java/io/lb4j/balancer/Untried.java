package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is left when the first choice was tried already: rare, so O(n) will do. */
final class Untried {
  private Untried() {}

  static int count(Node[] nodes, PickContext context) {
    int left = 0;
    for (Node node : nodes) {
      left += context.hasTried(node) ? 0 : 1;
    }
    return left;
  }

  /** The first one from {@code start} on, round the end; null if all were tried. */
  static @Nullable Node from(int start, Node[] nodes, PickContext context) {
    for (int step = 0; step < nodes.length; step++) {
      Node node = nodes[(start + step) % nodes.length];
      if (!context.hasTried(node)) {
        return node;
      }
    }
    return null;
  }

  /** One of them, with equal chances: counts first, then draws, so it is exact. */
  static @Nullable Node any(Node[] nodes, PickContext context, RandomGenerator random) {
    int left = count(nodes, context);
    int skip = left == 0 ? 0 : random.nextInt(left);
    for (Node node : nodes) {
      if (!context.hasTried(node) && skip-- == 0) {
        return node;
      }
    }
    return null;
  }

  /** The choice of a rule that leaves it to chance: certain only if there is but one. */
  static Choice byChance(Node[] nodes, PickContext context, String chances) {
    int left = count(nodes, context);
    if (left == 0) {
      return exhausted(nodes);
    }
    return left == 1
        ? Choice.of(from(0, nodes, context), "the only one left")
        : Choice.of(null, "any of " + left + ", " + chances);
  }

  static Choice exhausted(Node[] nodes) {
    return Choice.of(null, "all " + nodes.length + " were tried already");
  }
}
