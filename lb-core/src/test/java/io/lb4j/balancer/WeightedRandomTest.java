package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.ChiSquare;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightedRandomTest implements EvenContract, WeightsContract {
  @Override
  public Balancer balancer() {
    return WeightedRandom.seeded(Dice.seeded(7));
  }

  /** 20 tables of 1 to 400 weights, a tenth of them 0: n = 1 000 000 each, seed 3. */
  @Test
  void theTableGivesEveryIndexItsShare() {
    SplittableRandom random = new SplittableRandom(3);
    for (int table = 0; table < 20; table++) {
      double[] weights =
          random.doubles(1 + 20 * table).map(d -> d < 0.1 ? 0 : 0.05 + d * d).toArray();
      weights[0] = 1;
      AliasTable alias = new AliasTable(weights);
      int[] counts = new int[weights.length];
      for (int i = 0; i < 1_000_000; i++) {
        counts[alias.at(random.nextLong())]++;
      }
      assertFits(counts, weights);
    }
  }

  private static void assertFits(int[] counts, double[] weights) {
    double[] shares = weights.clone();
    int present = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] == 0) {
        assertThat(counts[i]).as("weight 0").isZero();
        shares[i] = 1e-300; // nothing is expected, nothing is there
      } else {
        present++;
      }
    }
    assertThat(ChiSquare.of(counts, shares)).isLessThan(ChiSquare.limit(Math.max(2, present)));
  }

  @Test
  void everyWordHasAnIndex() {
    AliasTable alias = new AliasTable(new double[] {0.1, 0.2, 0.7});
    for (long word : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFFFFFFL, 1L << 32}) {
      assertThat(alias.at(word)).isBetween(0, 2);
    }
  }

  /** n = 100 000, weights 1 and 3 left: mean 25 000, sigma 137; five sigma allowed, seed 7. */
  @Test
  void theRestSharesByWeightWhenOneWasTried() {
    List<Node> nodes = Nodes.weighted(1, 6, 3);
    Picker picker = balancer().picker(nodes);
    PickContext context = PickContext.none().afterTrying(nodes.get(1));
    int first = 0;
    for (int i = 0; i < 100_000; i++) {
      Node node = picker.pick(context);
      assertThat(node).isNotSameAs(nodes.get(1));
      first += node == nodes.get(0) ? 1 : 0;
    }
    assertThat(first).isBetween(25_000 - 685, 25_000 + 685);
  }
}
