package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What balancers must do that count their picks. */
interface CounterContract extends BalancerContract {
  /** One whose counters are about to overflow. */
  Balancer aboutToOverflow();

  @Test
  default void countersMayOverflow() {
    Balancer balancer = aboutToOverflow();
    List<Node> nodes = Nodes.fresh(7);
    int[] counts = BalancerContract.counts(nodes, balancer.picker(nodes), 7_000);
    assertThat(IntStream.of(counts)).allSatisfy(n -> assertThat(n).isBetween(998, 1_002));
  }
}
