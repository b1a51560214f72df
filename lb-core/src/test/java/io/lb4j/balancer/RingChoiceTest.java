package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.hash.HashRing;
import io.lb4j.load.Node;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RingChoiceTest {
  @Nested
  class Consistent implements KeyedContract {
    @Override
    public Balancer balancer() {
      return RingChoice.seeded(RingPlan.CONSISTENT, Dice.seeded(7));
    }

    @Override
    public boolean isEven() {
      return false; // 160 points a node: shares vary by 8 %
    }

    @Test
    void placesAreThoseOfTheRing() {
      HashRing<String> ring = HashRing.consistent(List.of("n0", "n1", "n2", "n3"));
      Picker picker = balancer().picker(Nodes.fresh(4));
      for (int i = 0; i < 1_000; i++) {
        PickContext context = KeyedContract.key(i);
        assertThat(picker.pick(context).endpoint().id()).isEqualTo(ring.get(context.key()));
      }
    }

    /** 20 000 keys; 12 500 points in sum put 3 % of sampling error on the smallest share. */
    @Test
    void sharesFollowWeights() {
      List<Node> nodes = Nodes.weighted(10, 20, 30, 1);
      nodes.get(2).ramp(0.5);
      Node[] map = KeyedContract.map(balancer().picker(nodes));
      int[] counts = new int[4];
      for (Node node : map) {
        counts[nodes.indexOf(node)]++;
      }
      assertThat(counts[0])
          .isBetween((int) (0.9 * 10 / 46 * 20_000), (int) (1.1 * 10 / 46 * 20_000));
      assertThat(counts[1])
          .isBetween((int) (0.9 * 20 / 46 * 20_000), (int) (1.1 * 20 / 46 * 20_000));
      assertThat(counts[2])
          .isBetween((int) (0.9 * 15 / 46 * 20_000), (int) (1.1 * 15 / 46 * 20_000));
      assertThat(counts[3]).isBetween((int) (0.5 / 46 * 20_000), (int) (1.5 / 46 * 20_000));
    }

    /** A step of slow start moves keys to the growing node and nowhere else. */
    @Test
    void aRampMovesKeysToItsNodeOnly() {
      List<Node> nodes = Nodes.fresh(10);
      nodes.get(3).ramp(0.25);
      Picker picker = balancer().picker(nodes);
      Node[] before = KeyedContract.map(picker);
      nodes.get(3).ramp(0.5);
      Node[] after = KeyedContract.map(balancer().rebuild(nodes, picker));
      int moved = 0;
      for (int i = 0; i < KEYS; i++) {
        if (after[i] != before[i]) {
          assertThat(after[i]).isSameAs(nodes.get(3));
          moved++;
        }
      }
      assertThat(moved).isBetween((int) (0.015 * KEYS), (int) (0.04 * KEYS));
    }

    @Test
    void hugeWeightsDoNotMakeHugeRings() {
      List<Node> nodes = Nodes.weighted(1_000_000, 3_000_000);
      Node[] map = KeyedContract.map(balancer().picker(nodes));
      int first = 0;
      for (Node node : map) {
        first += node == nodes.get(0) ? 1 : 0;
      }
      assertThat(first).isBetween((int) (0.24 * KEYS), (int) (0.26 * KEYS));
    }
  }

  @Nested
  class Rendezvous implements KeyedContract, EvenContract, WeightsContract {
    @Override
    public Balancer balancer() {
      return RingChoice.seeded(RingPlan.RENDEZVOUS, Dice.seeded(7));
    }
  }

  @Nested
  class Maglev implements KeyedContract, EvenContract, WeightsContract {
    @Override
    public Balancer balancer() {
      return RingChoice.seeded(RingPlan.MAGLEV, Dice.seeded(7));
    }

    @Override
    public int needlessMoves() {
      return 25;
    }
  }

  @Nested
  class Jump implements KeyedContract, EvenContract {
    @Override
    public Balancer balancer() {
      return RingChoice.seeded(RingPlan.JUMP, Dice.seeded(7));
    }

    /** It knows no weights. */
    @Override
    public boolean followsRamps() {
      return false;
    }

    /** The documented weakness: jump hash numbers its nodes. */
    @Test
    void oneThatLeavesFromTheMiddleMovesMoreThanItsKeys() {
      List<Node> nodes = Nodes.fresh(10);
      Picker picker = balancer().picker(nodes);
      Node[] before = KeyedContract.map(picker);
      List<Node> fewer = new ArrayList<>(nodes);
      fewer.remove(0);
      Node[] after = KeyedContract.map(balancer().rebuild(fewer, picker));
      int needless = 0;
      for (int i = 0; i < KEYS; i++) {
        needless += before[i] == nodes.get(0) || after[i] == before[i] ? 0 : 1;
      }
      assertThat(needless).isGreaterThan(KEYS / 2);
    }

    @Test
    void numbersInNamesCountAsNumbers() {
      List<String> names = new ArrayList<>(List.of("p10", "p9", "q1", "p", "p09", "p9a", "p010-2"));
      names.sort(NaturalOrder::compare);
      assertThat(names).containsExactly("p", "p09", "p9", "p9a", "p10", "p010-2", "q1");
      assertThat(NaturalOrder.compare("99999999999999999999", "100000000000000000000"))
          .isNegative();
    }
  }

  @Test
  void theyAreWhatTheyAreCalled() {
    assertThat(List.of(Balancers.consistentHash(), Balancers.rendezvous(), Balancers.maglev()))
        .extracting(Balancer::toString)
        .containsExactly("consistentHash", "rendezvous", "maglev");
    assertThat(Balancers.jump()).hasToString("jump");
  }
}
