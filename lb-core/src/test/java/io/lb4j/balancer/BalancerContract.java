package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.ChiSquare;
import io.lb4j.testing.Nodes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every balancer must do, whatever its rule. The methods before the tests say what kind of
 * rule it is.
 */
interface BalancerContract {
  /** A balancer whose randomness, if it has any, is seeded. */
  Balancer balancer();

  /** False for rules that keep to one node by design. */
  default boolean usesAllNodes() {
    return true;
  }

  /** False for rules without weights: what keeps to one node, whichever it is, and jump hash. */
  default boolean followsRamps() {
    return usesAllNodes();
  }

  /** True if idle nodes of equal weight get equal shares of requests with different keys. */
  default boolean isEven() {
    return usesAllNodes();
  }

  @Test
  default void aSingleNodeIsAlwaysPicked() {
    List<Node> one = Nodes.of("a");
    Picker picker = balancer().picker(one);
    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(PickContext.none())).isSameAs(one.get(0));
    }
  }

  @Test
  default void triedNodesAreNotPickedWhileAnotherIsLeft() {
    List<Node> nodes = Nodes.fresh(5);
    Picker picker = balancer().picker(nodes);
    for (int round = 0; round < 200; round++) {
      PickContext context = PickContext.key("user:" + round);
      Set<Node> picked = new HashSet<>();
      for (int attempt = 0; attempt < nodes.size(); attempt++) {
        Node node = picker.pick(context);
        assertThat(picked.add(node)).as("attempt %d of round %d", attempt, round).isTrue();
        context = context.afterTrying(node);
      }
      assertThat(picker.pick(context)).isNull();
    }
  }

  @Test
  default void onlyNodesOfTheListArePicked() {
    List<Node> nodes = Nodes.fresh(7);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 1_000; i++) {
      assertThat(nodes).contains(picker.pick(PickContext.key("k" + i)));
    }
  }

  @Test
  default void rebuildingForgetsRemovedNodesAndUsesNewOnes() {
    List<Node> nodes = Nodes.of("a", "b", "c");
    Picker picker = balancer().picker(nodes);
    Nodes.count(picker, 100);
    List<Node> next = List.of(nodes.get(0), Nodes.of("d").get(0));
    Picker rebuilt = balancer().rebuild(next, picker);
    Set<Node> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Node node = rebuilt.pick(PickContext.key("k" + i));
      seen.add(node);
    }
    assertThat(next).containsAll(seen);
    assertThat(seen).hasSize(usesAllNodes() ? 2 : 1);
  }

  @Test
  default void rebuildingFromAStrangersPickerWorks() {
    List<Node> nodes = Nodes.of("a");
    Picker stranger = context -> null;
    assertThat(balancer().rebuild(nodes, stranger).pick(PickContext.none())).isSameAs(nodes.get(0));
  }

  @Test
  default void tenThousandNodes() {
    List<Node> nodes = Nodes.fresh(10_000);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 100; i++) {
      assertThat(picker.pick(PickContext.key("k" + i))).isNotNull();
    }
  }

  @Test
  default void ifAllWeightsAreZeroAllAreUsed() {
    List<Node> nodes = Nodes.weighted(0, 0, 0, 0);
    Picker picker = balancer().picker(nodes);
    int[] counts = counts(nodes, picker, 40_000);
    assertThat(IntStream.of(counts).sum()).isEqualTo(40_000);
    if (isEven()) {
      assertThat(ChiSquare.uniform(counts)).isLessThan(ChiSquare.limit(4));
    }
  }

  /**
   * Five nodes with 100 requests in flight among them, all of one duration; the first has a ramp of
   * 0.1, so its share should be 0.1 of 4.1, 2.4 %. Fair would be 20 %; a quarter of that is
   * allowed. n = 20 000, so chance is out of the question. With few in flight, those that count
   * requests give it nothing at all: an idle one of full weight is always better.
   */
  @Test
  default void aNodeInSlowStartGetsClearlyLess() {
    if (!followsRamps()) {
      return;
    }
    List<Node> nodes = Nodes.fresh(5);
    nodes.get(0).ramp(0.1);
    Picker picker = balancer().picker(nodes);
    Deque<Node> inFlight = new ArrayDeque<>();
    long millis = 0;
    for (int i = 0; i < 20_000; i++) {
      long now = TimeUnit.MILLISECONDS.toNanos(++millis);
      Node node = picker.pick(PickContext.key("key" + i), now);
      node.begin();
      picker.begun(node, now);
      inFlight.add(node);
      if (inFlight.size() > 100) {
        Node oldest = inFlight.remove();
        long latency = TimeUnit.MILLISECONDS.toNanos(100);
        oldest.end(Outcome.SUCCESS, latency, now);
        picker.ended(oldest, Outcome.SUCCESS, now - latency, latency, now);
      }
    }
    assertThat(nodes.get(0).picks()).isBetween(1L, 1_000L);
  }

  @Test
  default void aNodeWithoutWeightIsBetterThanOneThatWasTried() {
    List<Node> nodes = Nodes.weighted(3, 0, 2);
    Picker picker = balancer().picker(nodes);
    PickContext context = PickContext.key("k").afterTrying(nodes.get(0)).afterTrying(nodes.get(2));
    assertThat(picker.pick(context)).isSameAs(nodes.get(1));
  }

  @Test
  default void membershipMayChangeWhileOthersPick() throws InterruptedException {
    assertThat(MovingMembers.run(balancer(), 3, 120)).isEmpty();
  }

  @Test
  default void itDoesWhatItExplains() {
    List<Node> nodes = Nodes.fresh(5);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 200; i++) {
      PickContext context = i % 2 == 0 ? PickContext.none() : PickContext.key("k" + i);
      for (int attempt = 0; attempt < nodes.size(); attempt++) {
        picker.explain(context, i);
        Choice choice = picker.explain(context, i);
        Node node = picker.pick(context, i);
        if (choice.node() != null) {
          assertThat(choice.node()).as("%s", choice).isSameAs(node);
        }
        context = context.afterTrying(node);
      }
      assertThat(picker.explain(context, i).node()).as("all tried").isNull();
    }
  }

  @Test
  default void explainingChoosesNothing() {
    List<Node> nodes = Nodes.fresh(3);
    Picker picker = balancer().picker(nodes);
    for (int i = 0; i < 10; i++) {
      Choice choice = picker.explain(PickContext.key("k" + i), 0);
      assertThat(choice.reason()).isNotBlank();
      assertThat(nodes).containsAll(choice.scores().keySet());
    }
    assertThat(nodes).allSatisfy(node -> assertThat(node.picks()).isZero());
  }

  @Test
  default void itsNameIsReadable() {
    assertThat(balancer().toString()).matches("[a-z][A-Za-z0-9]+(\\(.*\\))?");
  }

  /** How often each node was picked for requests with different keys. */
  static int[] counts(List<Node> nodes, Picker picker, int picks) {
    Map<Node, Integer> index = new IdentityHashMap<>();
    nodes.forEach(node -> index.put(node, index.size()));
    int[] counts = new int[nodes.size()];
    for (int i = 0; i < picks; i++) {
      counts[index.get(picker.pick(PickContext.key("key" + i)))]++;
    }
    return counts;
  }
}
