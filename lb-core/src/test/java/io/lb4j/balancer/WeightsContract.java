package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What balancers must do that give idle nodes shares by weight, of requests with different keys.
 */
interface WeightsContract extends BalancerContract {
  /**
   * Weights 2, 3, 4 and 2 on half ramp: n = 1 200 000, so the least expects 120 000 with a sigma of
   * 329 where picks are independent: 1 % is 3.6 sigma, and the seed is fixed.
   */
  @Test
  default void sharesFollowWeightsWithinOnePercent() {
    List<Node> nodes = Nodes.weighted(2, 3, 4, 2);
    nodes.get(3).ramp(0.5);
    int[] counts = BalancerContract.counts(nodes, balancer().picker(nodes), 1_200_000);
    for (int i = 0; i < nodes.size(); i++) {
      double exact = 120_000 * nodes.get(i).weight();
      assertThat((double) counts[i]).as("n%d", i).isCloseTo(exact, withinPercentage(1));
    }
  }
}
