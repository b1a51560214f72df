package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedLoadTest implements KeyedContract {
  private final List<Node> nodes = Nodes.fresh(10);

  @Override
  public Balancer balancer() {
    return BoundedLoad.seeded(0.25, Dice.seeded(7));
  }

  @Override
  public boolean isEven() {
    return false; // idle, it is the consistent ring
  }

  /** What a load balancer does with a request. */
  private static Node begin(Picker picker, PickContext context) {
    Node node = picker.pick(context);
    node.begin();
    picker.begun(node, 0);
    return node;
  }

  private static void end(Picker picker, Node node) {
    node.end(Outcome.SUCCESS, 1, 1);
    picker.ended(node, Outcome.SUCCESS, 0, 1, 1);
  }

  private static int inFlightThatExplainSees(Picker picker, PickContext context) {
    String reason = picker.explain(context, 0).reason();
    return Integer.parseInt(reason.replaceFirst(".* of (\\d+) in flight", "$1"));
  }

  @Test
  void anIdleNodeServesItsKeys() {
    Picker ring = Balancers.consistentHash().picker(nodes);
    assertThat(KeyedContract.map(balancer().picker(nodes))).isEqualTo(KeyedContract.map(ring));
  }

  @Test
  void noNodeGetsMoreThanItsBound() {
    Picker picker = balancer().picker(nodes);
    for (int i = 1; i <= 1_000; i++) {
      begin(picker, PickContext.key("hot"));
      int bound = (int) Math.ceil(1.25 * i / 10);
      assertThat(nodes).allSatisfy(node -> assertThat(node.inFlight()).isLessThanOrEqualTo(bound));
    }
  }

  @Test
  void boundsFollowWeights() {
    List<Node> weighted = Nodes.weighted(1, 2, 5);
    Picker picker = balancer().picker(weighted);
    for (int i = 0; i < 800; i++) {
      begin(picker, PickContext.key("hot"));
    }
    for (Node node : weighted) {
      assertThat(node.inFlight()).isLessThanOrEqualTo((int) (1.25 * 100 * node.weight() + 1));
    }
  }

  @Test
  void overflowIsNotDumpedOnOneNeighbour() {
    Picker picker = balancer().picker(nodes);
    Node full = picker.pick(KeyedContract.key(0));
    for (int i = 0; i < 50; i++) {
      full.begin();
      picker.begun(full, 0);
    }
    Set<Node> taking = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      PickContext key = KeyedContract.key(i);
      Node home = Balancers.consistentHash().picker(nodes).pick(key);
      if (home == full) {
        taking.add(picker.pick(key));
      }
    }
    assertThat(taking).hasSize(9).doesNotContain(full);
  }

  @Test
  void keysComeHomeWhenTheLoadIsGone() {
    Picker picker = balancer().picker(nodes);
    PickContext hot = PickContext.key("hot");
    Node home = picker.pick(hot);
    Node[] used = new Node[500];
    for (int i = 0; i < used.length; i++) {
      used[i] = begin(picker, hot);
    }
    assertThat(picker.explain(hot, 0).node()).isNotSameAs(home);
    for (Node node : used) {
      end(picker, node);
    }
    assertThat(begin(picker, hot)).isSameAs(home);
    // Two in flight over ten nodes: one is the bound, if those that ended are not counted any more.
    assertThat(begin(picker, hot)).isNotSameAs(home);
  }

  @Test
  void theCountSurvivesRebuildsAndNewNodes() {
    Picker picker = balancer().picker(nodes);
    PickContext hot = PickContext.key("hot");
    Node home = picker.pick(hot);
    for (int i = 0; i < 100; i++) {
      begin(picker, hot);
    }
    Picker rebuilt =
        balancer().rebuild(List.of(home, Nodes.busy(Nodes.of("new").get(0), 7)), picker);
    Nodes.busy(home, 1_000); // beyond any bound, and not counted: as if it were another's
    assertThat(inFlightThatExplainSees(rebuilt, hot)).isEqualTo(107);
  }

  /** All nodes went out and came back: there was no picker in between to hand the count on. */
  @Test
  void aFreshPickerCountsWhatStillRuns() {
    Picker before = balancer().picker(nodes);
    PickContext hot = PickContext.key("hot");
    Node home = before.pick(hot);
    for (int i = 0; i < 100; i++) {
      begin(before, hot);
    }
    Picker fresh = balancer().picker(nodes);
    assertThat(inFlightThatExplainSees(fresh, hot)).isEqualTo(100);
    Node other = nodes.get(home == nodes.get(0) ? 1 : 0);
    int there = other.inFlight();
    for (int i = 0; i < there; i++) {
      end(fresh, other);
    }
    assertThat(inFlightThatExplainSees(fresh, hot)).isEqualTo(100 - there);
  }

  @Test
  void aFullNodeIsBetterThanOneThatWasTried() {
    List<Node> two = Nodes.fresh(2);
    Picker picker = balancer().picker(two);
    Nodes.busy(two.get(0), 100);
    PickContext context = PickContext.key("k").afterTrying(two.get(1));
    assertThat(picker.pick(context)).isSameAs(two.get(0));
  }

  @Test
  void theBoundMustBePositive() {
    assertThatThrownBy(() -> Balancers.boundedLoadHash(0)).hasMessageContaining("epsilon: 0.0");
    assertThat(Balancers.boundedLoadHash()).hasToString("boundedLoadHash(0.25)");
  }
}
