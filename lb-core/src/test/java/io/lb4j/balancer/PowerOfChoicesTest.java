package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lb4j.load.Node;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PowerOfChoicesTest implements EvenContract {
  @Override
  public Balancer balancer() {
    return PowerOfChoices.of(2, Dice.seeded(7));
  }

  /** Drawn with replacement, the hung one would still win every fourth pick. */
  @Test
  void aHungNodeOfTwoIsNeverPicked() {
    List<Node> nodes = Nodes.fresh(2);
    Nodes.busy(nodes.get(0), 1);
    assertThat(Nodes.count(balancer().picker(nodes), 10_000)).containsOnlyKeys("n1");
  }

  /** The busiest of n never wins; the second busiest wins only against it: 2 of n (n - 1) pairs. */
  @Test
  void allPairsAreEquallyLikely() {
    List<Node> nodes = Nodes.fresh(5);
    for (int i = 0; i < 5; i++) {
      Nodes.busy(nodes.get(i), i);
    }
    var counts = Nodes.count(balancer().picker(nodes), 1_000_000); // sigma below 500, seed 7
    for (int i = 0; i < 4; i++) {
      double expected = 1_000_000 * 2.0 * (4 - i) / 20;
      assertThat((double) counts.get("n" + i))
          .as("n%d", i)
          .isCloseTo(expected, withinPercentage(1));
    }
    assertThat(counts).doesNotContainKey("n4");
  }

  /** 10 000 requests that stay on two nodes: exact to one request. */
  @Test
  void requestsInFlightSettleByWeight() {
    List<Node> nodes = Nodes.weighted(1, 3);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 10_000; i++) {
      picker.pick(PickContext.none()).begin();
    }
    assertThat(nodes.get(0).inFlight()).isBetween(2_499, 2_501);
  }

  @Test
  void aNodeOfWeightZeroIsNotPickedEvenIfItLosesItsWeightLater() {
    List<Node> nodes = Nodes.weighted(1, 1, 1);
    Picker picker = balancer().picker(nodes);
    nodes.get(0).report(0);
    nodes.get(1).report(0);
    assertThat(Nodes.count(picker, 1_000)).containsOnlyKeys("n2");
  }

  @Test
  void oneChoiceIsNoChoice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Balancers.powerOfTwoChoices(1))
        .withMessage("choices: 1 (expected: >= 2)");
  }

  @Test
  void explainsTheChanceInIt() {
    Picker picker = balancer().picker(Nodes.fresh(3));
    assertThat(picker.explain(PickContext.none(), 0).reason()).contains("of 2 drawn at random");
  }

  @Nested
  class WithFour implements EvenContract {
    @Override
    public Balancer balancer() {
      return PowerOfChoices.of(4, Dice.seeded(7));
    }

    /** Distinct draws of four always contain one of the two least busy of five. */
    @Test
    void theDrawsDiffer() {
      for (int size : new int[] {5, 6, 8, 12}) {
        List<Node> nodes = Nodes.fresh(size);
        for (int i = 0; i < size; i++) {
          Nodes.busy(nodes.get(i), i);
        }
        var counts = Nodes.count(balancer().picker(nodes), 10_000);
        for (int i = 0; i < 3; i++) {
          assertThat(counts).doesNotContainKey("n" + (size - 1 - i));
        }
      }
    }

    @Test
    void asManyAsThereAreIsAFullScan() {
      List<Node> nodes = Nodes.fresh(4);
      nodes.subList(1, 4).forEach(node -> Nodes.busy(node, 1));
      assertThat(Nodes.count(balancer().picker(nodes), 1_000)).containsOnlyKeys("n0");
    }
  }
}
