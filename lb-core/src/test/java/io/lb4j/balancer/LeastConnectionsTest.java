package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest implements EvenContract {
  @Override
  public Balancer balancer() {
    return LeastConnections.seeded(Dice.seeded(7));
  }

  @Test
  void theLeastBusyIsPicked() {
    List<Node> nodes = Nodes.fresh(3);
    Nodes.busy(nodes.get(0), 2);
    Nodes.busy(nodes.get(1), 1);
    Nodes.busy(nodes.get(2), 3);
    Picker picker = balancer().picker(nodes);
    assertThat(picker.pick(PickContext.none())).isSameAs(nodes.get(1));
    nodes.get(2).end(Outcome.SUCCESS, 1, 1);
    nodes.get(2).end(Outcome.SUCCESS, 1, 1);
    nodes.get(2).end(Outcome.SUCCESS, 1, 1);
    assertThat(picker.pick(PickContext.none())).isSameAs(nodes.get(2));
  }

  /** n = 100 000 over 4 idle nodes: mean 25 000, sigma 137; five sigma allowed, seed 7. */
  @Test
  void tiesAreBrokenEvenly() {
    var counts = Nodes.count(balancer().picker(Nodes.fresh(4)), 100_000);
    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(24_315, 25_685));
  }

  /**
   * Behind a busy node ties are even, too: a scan from a random start would give n2 two thirds. Two
   * nodes, n = 100 000: mean 50 000, sigma 158; five sigma allowed, seed 7.
   */
  @Test
  void theNodeBehindABusyOneIsNotFavoured() {
    List<Node> nodes = Nodes.fresh(3);
    Nodes.busy(nodes.get(1), 1);
    var counts = Nodes.count(balancer().picker(nodes), 100_000);
    assertThat(counts).containsOnlyKeys("n0", "n2");
    assertThat(counts.get("n2")).isBetween(50_000 - 790, 50_000 + 790);
  }

  /**
   * Above 16 nodes, 16 neighbours are compared: with one node of 20 idle, a window contains it 16
   * times of 20. n = 100 000: mean 80 000, sigma 126; five sigma allowed, seed 7.
   */
  @Test
  void ofManyNodesSixteenAreCompared() {
    List<Node> nodes = Nodes.fresh(20);
    nodes.subList(1, 20).forEach(node -> Nodes.busy(node, 1));
    assertThat(Nodes.count(balancer().picker(nodes), 100_000).get("n0"))
        .isBetween(80_000 - 630, 80_000 + 630);
  }

  @Test
  void aRetryFindsTheLastUntriedOfMany() {
    List<Node> nodes = Nodes.fresh(40);
    Picker picker = balancer().picker(nodes);
    PickContext context = PickContext.none();
    for (int attempt = 0; attempt < 40; attempt++) {
      Node node = picker.pick(context);
      assertThat(context.hasTried(node)).isFalse();
      context = context.afterTrying(node);
    }
    assertThat(picker.pick(context)).isNull();
  }

  @Test
  void explainsByCounts() {
    List<Node> nodes = Nodes.fresh(3);
    Nodes.busy(nodes.get(0), 2);
    Nodes.busy(nodes.get(2), 1);
    Choice choice = balancer().picker(nodes).explain(PickContext.none(), 0);
    assertThat(choice.node()).isSameAs(nodes.get(1));
    assertThat(choice.reason()).isEqualTo("lowest requests in flight");
    assertThat(choice.scores()).containsEntry(nodes.get(0), 2.0).containsEntry(nodes.get(1), 0.0);
    Nodes.busy(nodes.get(1), 1);
    Choice tie = balancer().picker(nodes).explain(PickContext.none(), 0);
    assertThat(tie.node()).isNull();
    assertThat(tie.reason()).contains("a tie of 2 broken at random");
  }
}
