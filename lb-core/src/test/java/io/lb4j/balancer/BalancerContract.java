package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every balancer must do, whatever its rule. */
interface BalancerContract {
  /** A balancer whose randomness, if it has any, is seeded. */
  Balancer balancer();

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
    assertThat(seen).containsExactlyInAnyOrderElementsOf(next);
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
}
