package io.lb4j.balancer;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.load.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Picker} would choose, and why. Immutable.
 *
 * @param node the choice, or null if there is none or it is left to chance
 * @param reason why, in words for people
 * @param scores the load score of each candidate, lower is better; empty for rules that score
 *     nothing
 */
public record Choice(@Nullable Node node, String reason, Map<Node, Double> scores) {
  /** Copies the map. */
  public Choice {
    notNull(reason, "reason");
    scores = Map.copyOf(scores);
  }

  /** A choice that needed no scores. */
  public static Choice of(@Nullable Node node, String reason) {
    return new Choice(node, reason, Map.of());
  }

  static Choice unexplained() {
    return of(null, "this balancer does not explain its choices");
  }
}
