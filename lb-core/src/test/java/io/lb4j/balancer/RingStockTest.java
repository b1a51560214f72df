package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.endpoint.Endpoint;
import io.lb4j.hash.HashRing;
import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a ring was made from, it is the ring of its nodes; and mostly nothing was built. */
class RingStockTest {
  private static final RingPlan PLAN = RingPlan.CONSISTENT;

  private static List<Node> without(List<Node> nodes, int... indexes) {
    List<Node> left = new ArrayList<>(nodes);
    for (int i = indexes.length - 1; i >= 0; i--) {
      left.remove(indexes[i]);
    }
    return left;
  }

  private static void assertSame(HashRing<Node> ring, HashRing<Node> fresh) {
    assertThat(ring.nodes()).containsExactlyElementsOf(fresh.nodes());
    for (int i = 0; i < 300; i++) {
      assertThat(ring.get("key-" + i, 3)).isEqualTo(fresh.get("key-" + i, 3));
      assertThat(ring.get("key-" + i)).isSameAs(fresh.get("key-" + i));
    }
  }

  @Test
  void whoGoesAndReturnsCostsNoRing() {
    List<Node> nodes = Nodes.fresh(50);
    RingPlan.Built all = PLAN.build(nodes);
    List<Node> left = without(nodes, 7, 30);
    RingPlan.Built less = PLAN.rebuild(left, all);
    assertThat(less.stock()).isSameAs(all.stock());
    assertSame(less.ring(), PLAN.build(left).ring());
    Collections.shuffle(left, new Random(3));
    left.addAll(List.of(nodes.get(30), nodes.get(7)));
    RingPlan.Built again = PLAN.rebuild(left, less);
    assertThat(again.ring()).isSameAs(all.ring());
  }

  @Test
  void slowStartCostsNoRing() {
    List<Node> nodes = Nodes.weighted(4, 4, 2, 4);
    nodes.get(2).ramp(0.1);
    RingPlan.Built built = PLAN.build(nodes);
    RingStock stock = built.stock();
    for (double ramp : new double[] {0.2, 0.35, 0.5, 0.99, 1}) {
      nodes.get(2).ramp(ramp);
      built = PLAN.rebuild(nodes, built);
      assertThat(built.stock()).isSameAs(stock);
      assertSame(built.ring(), PLAN.build(nodes).ring());
    }
    nodes.get(2).report(1.5); // more than it weighs when it is well
    RingPlan.Built grown = PLAN.rebuild(nodes, built);
    assertThat(grown.stock()).isNotSameAs(stock);
    assertSame(grown.ring(), PLAN.build(nodes).ring());
  }

  @Test
  void whoIsEjectedStaysInStockWhenAnotherJoins() {
    List<Node> nodes = Nodes.fresh(20);
    RingPlan.Built less = PLAN.rebuild(without(nodes, 3), PLAN.build(nodes));
    List<Node> more = without(nodes, 3);
    more.addAll(Nodes.of("new"));
    RingPlan.Built joined = PLAN.rebuild(more, less);
    assertThat(joined.stock()).isNotSameAs(less.stock());
    assertSame(joined.ring(), PLAN.build(more).ring());
    more.add(nodes.get(3));
    RingPlan.Built back = PLAN.rebuild(more, joined);
    assertThat(back.stock()).isSameAs(joined.stock());
    assertSame(back.ring(), PLAN.build(more).ring());
  }

  @Test
  void whoLeftForGoodIsClearedOutAndANamesakeIsNobodyElse() {
    List<Node> nodes = Nodes.fresh(20);
    RingPlan.Built all = PLAN.build(nodes);
    nodes.get(3).leave();
    RingPlan.Built less = PLAN.rebuild(without(nodes, 3), all);
    assertThat(less.stock()).isNotSameAs(all.stock());
    assertThat(less.stock().size()).isEqualTo(19);
    List<Node> again = without(nodes, 3, 5);
    again.add(Nodes.of("n3").get(0));
    again.add(Nodes.of("n5").get(0)); // while n5 of old is absent and not marked as gone
    RingPlan.Built renamed = PLAN.rebuild(again, less);
    assertSame(renamed.ring(), PLAN.build(again).ring());
    assertThat(renamed.stock().size()).isEqualTo(20);
  }

  @Test
  void aLargeStockKeepsSomeThatLeft() {
    List<Node> nodes = Nodes.fresh(1_600);
    RingPlan.Built built = PLAN.build(nodes);
    RingStock stock = built.stock();
    for (int gone = 1; gone <= 101; gone++) {
      nodes.get(gone - 1).leave();
      built = PLAN.rebuild(nodes.subList(gone, 1_600), built);
      assertThat(built.stock() == stock).as("%d gone", gone).isEqualTo(gone <= 100);
    }
    assertThat(built.stock().size()).isEqualTo(1_499);
  }

  @Test
  void sparesAreNeverMoreThanThreeQuarters() {
    List<Node> nodes = Nodes.fresh(40);
    RingPlan.Built all = PLAN.build(nodes);
    RingPlan.Built ten = PLAN.rebuild(nodes.subList(0, 10), all);
    assertThat(ten.stock()).isSameAs(all.stock());
    RingPlan.Built nine = PLAN.rebuild(nodes.subList(0, 9), ten);
    assertThat(nine.stock().size()).isEqualTo(9);
    assertSame(nine.ring(), PLAN.build(nodes.subList(0, 9)).ring());
    List<Node> idle = Nodes.weighted(100, 100);
    idle.forEach(node -> node.report(0.01));
    RingPlan.Built built = PLAN.build(idle);
    assertSame(PLAN.rebuild(idle, built).ring(), built.ring());
    assertThat(PLAN.rebuild(idle, built)).isEqualTo(built);
  }

  @Test
  void nothingChangedIsTheSameRing() {
    for (RingPlan plan : RingPlan.values()) {
      List<Node> nodes = Nodes.fresh(30);
      RingPlan.Built built = plan.build(nodes);
      assertThat(plan.rebuild(List.copyOf(nodes), built)).as("%s", plan).isEqualTo(built);
    }
  }

  /** 300 random changes among 40 nodes, seed 8. */
  @ParameterizedTest
  @EnumSource(RingPlan.class)
  void anyHistoryEndsLikeAFreshRing(RingPlan plan) {
    Random random = new Random(8);
    List<Node> known = new ArrayList<>(Nodes.weighted(random.ints(40, 1, 4).toArray()));
    RingPlan.Built built = plan.build(known);
    int kept = 0;
    for (int step = 0; step < 300; step++) {
      Node one = known.get(random.nextInt(known.size()));
      switch (random.nextInt(6)) {
        case 0 -> {
          one.leave();
          known.remove(one);
          known.add(Nodes.healthy(one.endpoint())); // a new node of the same name
        }
        case 1 -> one.report(random.nextInt(4) * 0.5);
        case 2 -> one.update(Endpoint.named(one.endpoint().id()).withWeight(1 + random.nextInt(3)));
        default -> one.ramp(0.1 * (1 + random.nextInt(10)));
      }
      List<Node> rotation = new ArrayList<>(known);
      int oneIn = step % 50 == 49 ? 2 : 8;
      rotation.removeIf(node -> random.nextInt(oneIn) == 0);
      if (random.nextInt(4) == 0) {
        Collections.shuffle(rotation, random);
      }
      RingStock before = built.stock();
      built = plan.rebuild(rotation, built);
      kept += built.stock() == before ? 1 : 0;
      assertSame(built.ring(), plan.build(rotation).ring());
    }
    assertThat(kept).isGreaterThan(plan == RingPlan.MAGLEV ? -1 : 100);
  }

  @Test
  void nodesWithoutAnyWeightCountAlike() {
    List<Node> nodes = Nodes.fresh(8);
    RingPlan.Built built = PLAN.build(nodes);
    nodes.forEach(node -> node.report(0));
    assertThat(PLAN.rebuild(nodes, built).ring()).isSameAs(built.ring());
  }
}
