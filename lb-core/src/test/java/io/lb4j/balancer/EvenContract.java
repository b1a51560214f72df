package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.ChiSquare;
import io.lb4j.testing.Nodes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What balancers must do that give idle nodes of equal weight equal shares of different keys. */
interface EvenContract extends BalancerContract {
  /** n = 100 000 over 10 nodes, seed of {@link #balancer}; exceeded by chance 1 in 10^6. */
  @Test
  default void equalNodesGetEqualShares() {
    List<Node> nodes = Nodes.fresh(10);
    int[] counts = BalancerContract.counts(nodes, balancer().picker(nodes), 100_000);
    assertThat(ChiSquare.uniform(counts))
        .as(Arrays.toString(counts))
        .isLessThan(ChiSquare.limit(10));
  }

  /** The same when membership changes all the time: a cursor that starts anew would show here. */
  @Test
  default void rebuildingFavoursNobody() {
    List<Node> nodes = Nodes.fresh(10);
    Balancer balancer = balancer();
    Picker picker = balancer.picker(nodes);
    int[] counts = new int[10];
    for (int i = 0; i < 20_000; i++) {
      counts[nodes.indexOf(picker.pick(PickContext.key("key" + i)))]++;
      picker = balancer.rebuild(nodes, picker);
    }
    assertThat(ChiSquare.uniform(counts))
        .as(Arrays.toString(counts))
        .isLessThan(ChiSquare.limit(10));
  }
}
