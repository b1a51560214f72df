package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import org.junit.jupiter.api.Test;

class RandomChoiceTest implements EvenContract {
  @Override
  public Balancer balancer() {
    return RandomChoice.seeded(Dice.seeded(7));
  }

  /**
   * n = 100 000 over 4: mean 25 000, sigma = sqrt(n * 1/4 * 3/4) = 137; five sigma allowed, seed 7.
   */
  @Test
  void everyNodeHasTheSameChance() {
    var counts = Nodes.count(balancer().picker(Nodes.fresh(4)), 100_000);
    assertThat(counts.values()).allSatisfy(n -> assertThat(n).isBetween(24_315, 25_685));
  }

  /** After one node was tried the other three share evenly: 33 333 each, sigma 149, seed 7. */
  @Test
  void theRestSharesEvenlyWhenOneWasTried() {
    var nodes = Nodes.fresh(4);
    Picker picker = balancer().picker(nodes);
    int[] counts = new int[4];
    for (int i = 0; i < 100_000; i++) {
      counts[nodes.indexOf(picker.pick(PickContext.none().afterTrying(nodes.get(1))))]++;
    }
    assertThat(counts[1]).isZero();
    for (int each : new int[] {0, 2, 3}) {
      assertThat(counts[each]).isBetween(33_333 - 745, 33_333 + 745);
    }
  }
}
