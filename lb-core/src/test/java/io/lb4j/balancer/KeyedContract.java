package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every balancer must do that sends equal keys to one node. */
interface KeyedContract extends BalancerContract {
  int KEYS = 20_000;

  /** How many keys may move that need not, of a thousand. */
  default int needlessMoves() {
    return 0;
  }

  static PickContext key(int i) {
    return PickContext.key("user:" + i);
  }

  /** The node of each of {@link #KEYS} keys. */
  static Node[] map(Picker picker) {
    Node[] map = new Node[KEYS];
    for (int i = 0; i < KEYS; i++) {
      map[i] = picker.pick(key(i));
    }
    return map;
  }

  @Test
  default void equalKeysReachOneNodeInEveryProcessAndOrder() {
    List<Node> nodes = Nodes.fresh(20);
    List<Node> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(map(balancer().picker(shuffled))).isEqualTo(map(balancer().picker(nodes)));
  }

  @Test
  default void aNewNodeTakesItsShareAndNoOtherKeyMoves() {
    List<Node> nodes = Nodes.fresh(10);
    Picker picker = balancer().picker(nodes);
    Node[] before = map(picker);
    Node added = Nodes.of("n10").get(0);
    List<Node> more = new ArrayList<>(nodes);
    more.add(added);
    Node[] after = map(balancer().rebuild(more, picker));
    int moved = 0;
    int needless = 0;
    for (int i = 0; i < KEYS; i++) {
      moved += after[i] == before[i] ? 0 : 1;
      needless += after[i] == before[i] || after[i] == added ? 0 : 1;
    }
    assertThat(moved).isBetween((int) (0.8 * KEYS / 11), (int) (1.2 * KEYS / 11));
    assertThat(needless).isLessThanOrEqualTo(needlessMoves() * KEYS / 1_000);
  }

  @Test
  default void theLastNodeLeavesAndOnlyItsKeysMove() {
    List<Node> nodes = Nodes.fresh(10);
    Picker picker = balancer().picker(nodes);
    Node[] before = map(picker);
    Node[] after = map(balancer().rebuild(nodes.subList(0, 9), picker));
    int needless = 0;
    for (int i = 0; i < KEYS; i++) {
      needless += before[i] == nodes.get(9) || after[i] == before[i] ? 0 : 1;
    }
    assertThat(needless).isLessThanOrEqualTo(needlessMoves() * KEYS / 1_000);
  }

  /** 60 random changes of members and weights, seed 4. */
  @Test
  default void aRebuiltPickerMapsAsAFreshOne() {
    Random random = new Random(4);
    List<Node> all = Nodes.fresh(30);
    List<Node> nodes = List.copyOf(all.subList(0, 10));
    Picker picker = balancer().picker(nodes);
    for (int change = 0; change < 60; change++) {
      Set<Node> next = new HashSet<>(nodes);
      for (int i = random.nextInt(3); i >= 0; i--) {
        Node one = all.get(random.nextInt(30));
        if (random.nextBoolean()) {
          one.ramp(0.1 * (1 + random.nextInt(10)));
        } else if (!next.remove(one) || next.isEmpty()) {
          next.add(one);
        }
      }
      nodes = List.copyOf(next);
      picker = balancer().rebuild(nodes, picker);
      Picker fresh = balancer().picker(nodes);
      for (int i = 0; i < 500; i++) {
        assertThat(picker.pick(key(i))).isSameAs(fresh.pick(key(i)));
      }
    }
  }

  @Test
  default void aTriedNodeIsLeftInTheSameOrderEachTime() {
    List<Node> nodes = Nodes.fresh(6);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 200; i++) {
      assertThat(order(picker, key(i))).isEqualTo(order(picker, key(i))).hasSize(6);
    }
  }

  /** The load of a node that fails does not fall on one neighbour. */
  @Test
  default void keysOfOneNodeHaveDifferentSecondChoices() {
    List<Node> nodes = Nodes.fresh(6);
    Picker picker = balancer().picker(nodes);
    Set<Node> seconds = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      List<Node> order = order(picker, key(i));
      if (order.get(0) == nodes.get(0)) {
        seconds.add(order.get(1));
      }
    }
    assertThat(seconds).hasSize(5);
  }

  private static List<Node> order(Picker picker, PickContext context) {
    List<Node> order = new ArrayList<>();
    PickContext attempt = context;
    for (@Nullable Node node = picker.pick(attempt); node != null; node = picker.pick(attempt)) {
      order.add(node);
      attempt = attempt.afterTrying(node);
    }
    return order;
  }

  @Test
  default void requestsWithoutAKeyGoAnywhere() {
    assertThat(Nodes.count(balancer().picker(Nodes.fresh(5)), 1_000)).hasSize(5);
  }

  @Test
  default void itExplainsThePlaceOfAKey() {
    Picker picker = balancer().picker(Nodes.fresh(5));
    Node home = picker.pick(key(1));
    Choice choice = picker.explain(key(1), 0);
    assertThat(choice.node()).isSameAs(home);
    assertThat(choice.reason()).isEqualTo("its key belongs there");
    assertThat(picker.explain(key(1).afterTrying(home), 0).reason())
        .isEqualTo("its key belongs to " + home.endpoint() + ", tried already; next choice");
    assertThat(picker.explain(PickContext.none(), 0).reason()).contains("no key");
  }
}
