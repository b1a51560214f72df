package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Explains the rules that choose the lowest score. */
final class Scores {
  private static final double TOLERANCE = 1e-6;

  private final Map<Node, Double> scores = new HashMap<>();
  private @Nullable Node least;
  private double lowest = Double.POSITIVE_INFINITY;
  private int ties;

  private Scores() {}

  /** Scores every node that was not tried. */
  static Scores of(Node[] nodes, PickContext context, ToDoubleFunction<Node> score) {
    Scores all = new Scores();
    for (Node node : nodes) {
      if (!context.hasTried(node)) {
        all.add(node, score.applyAsDouble(node));
      }
    }
    return all;
  }

  private void add(Node node, double score) {
    scores.put(node, score);
    if (least == null || score < lowest * (1 - TOLERANCE)) {
      least = node;
      lowest = score;
      ties = 1;
    } else if (score == lowest || score <= lowest * (1 + TOLERANCE)) {
      ties++;
    }
  }

  boolean isEmpty() {
    return scores.isEmpty();
  }

  /**
   * The lowest, if the rule looks at all of them.
   *
   * @param candidates how many nodes the rule compares
   * @param what what the score is, in words
   */
  Choice choice(int candidates, String what) {
    if (least == null) {
      return Choice.of(null, "every node was tried already");
    }
    if (scores.size() > candidates) {
      return left("lowest " + what + " of " + candidates + " drawn at random");
    }
    return ties > 1
        ? left("lowest " + what + ", a tie of " + ties + " broken at random")
        : new Choice(least, "lowest " + what, scores);
  }

  /** The same scores, with a choice that was made otherwise. */
  Choice chosen(@Nullable Node node, String reason) {
    return new Choice(node, reason, scores);
  }

  private Choice left(String reason) {
    return new Choice(null, reason, scores);
  }
}
