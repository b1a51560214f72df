package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.load.Node;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedLeastConnectionsTest implements EvenContract {
  @Override
  public Balancer balancer() {
    return LeastConnections.seededWeighted(Dice.seeded(7));
  }

  /** (n + 1) / w: 1/3 wins over 1/1; with two there 3/3 ties with 1/1, with three it loses. */
  @Test
  void theScoreCountsTheRequestToCome() {
    List<Node> nodes = Nodes.weighted(3, 1);
    Picker picker = balancer().picker(nodes);
    assertThat(Nodes.count(picker, 100)).containsOnlyKeys("n0");
    Nodes.busy(nodes.get(0), 2);
    assertThat(Nodes.count(picker, 100)).hasSize(2);
    Nodes.busy(nodes.get(0), 1);
    assertThat(Nodes.count(picker, 100)).containsOnlyKeys("n1");
  }

  /**
   * 10 500 requests that stay: each node then holds its share to within one request, whatever the
   * dice, so 1 % is met without luck; the smallest expects 500.
   */
  @Test
  void requestsInFlightSettleByWeight() {
    List<Node> nodes = Nodes.weighted(1, 2, 3, 4, 1);
    nodes.get(4).ramp(0.5);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 10_500; i++) {
      picker.pick(PickContext.none()).begin();
    }
    for (Node node : nodes) {
      assertThat((double) node.inFlight()).isCloseTo(1_000 * node.weight(), withinPercentage(1));
    }
  }

  /** 3 × 0.1 is not 0.3: exact comparison would let the noise decide. Six sigma of 158, seed 7. */
  @Test
  void weightsThatDifferByNoiseOnlyTie() {
    List<Node> nodes = Nodes.weighted(3, 1);
    nodes.get(0).ramp(0.1);
    nodes.get(1).ramp(0.3);
    assertThat(nodes.get(0).weight()).isNotEqualTo(nodes.get(1).weight());
    assertThat(Nodes.count(balancer().picker(nodes), 100_000).get("n0"))
        .isBetween(50_000 - 950, 50_000 + 950);
  }

  @Test
  void aNodeOfWeightZeroIsLast() {
    List<Node> nodes = Nodes.weighted(0, 1);
    Nodes.busy(nodes.get(1), 1_000);
    assertThat(Nodes.count(balancer().picker(nodes), 100)).containsOnlyKeys("n1");
  }

  @Test
  void withoutAnyWeightTheLeastBusyIsPicked() {
    List<Node> nodes = Nodes.weighted(0, 0);
    Nodes.busy(nodes.get(1), 1);
    assertThat(Nodes.count(balancer().picker(nodes), 100)).containsOnlyKeys("n0");
  }
}
