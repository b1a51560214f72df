package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import io.lb4j.testing.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AdaptiveTest implements EvenContract {
  private final List<Node> three = Nodes.fresh(3);
  private final Picker picker = balancer().picker(three);
  private final Traffic traffic = new Traffic(picker);

  @Override
  public Balancer balancer() {
    return Adaptive.of(Duration.ofSeconds(1), Dice.seeded(7));
  }

  private void warm(int millis) {
    for (int i = 0; i < 20; i++) {
      three.forEach(node -> traffic.succeed(node, millis));
    }
    traffic.pass(20).pick();
  }

  private double score(Node node) {
    return picker.explain(PickContext.none(), traffic.now()).scores().get(node);
  }

  @Test
  void theCostIsLatencyTimesRequestsInFlight() {
    warm(10);
    traffic.begin(three.get(0)).begin(three.get(0)).begin(three.get(1));
    assertThat(score(three.get(0))).isEqualTo(30e6);
    assertThat(score(three.get(1))).isEqualTo(20e6);
    assertThat(score(three.get(2))).isEqualTo(10e6);
    assertThat(traffic.pick()).isSameAs(three.get(2));
  }

  /**
   * A new node is taken for an average one, but each request it has counts double until it answers.
   */
  @Test
  void aNewNodeGetsOneRequestFirstAndItsAnswerIsAwaited() {
    warm(10);
    Node fresh = Nodes.of("new").get(0);
    List<Node> four = new ArrayList<>(three);
    four.add(fresh);
    Picker rebuilt = balancer().rebuild(four, picker);
    traffic.with(rebuilt).pick();
    assertThat(rebuilt.explain(PickContext.none(), traffic.now()).scores())
        .containsEntry(fresh, 50e3); // less than any that has answered
    traffic.begin(fresh);
    assertThat(rebuilt.explain(PickContext.none(), traffic.now()).scores())
        .containsEntry(fresh, 40e6);
  }

  @Test
  void weightsAreSizesRelativeToTheMean() {
    List<Node> nodes = Nodes.weighted(1, 3);
    Picker weighted = balancer().picker(nodes);
    Traffic requests = new Traffic(weighted);
    for (int i = 0; i < 20; i++) {
      nodes.forEach(node -> requests.succeed(node, 10));
    }
    requests.pass(20).pick();
    var scores = weighted.explain(PickContext.none(), requests.now()).scores();
    assertThat(scores).containsEntry(nodes.get(0), 20e6); // mean weight 2
    assertThat(scores.get(nodes.get(1))).isBetween(6.66e6, 6.67e6);
  }

  @Test
  void threeFailuresInARowPutANodeOnHold() {
    warm(10);
    traffic.fail(three.get(0), 1).fail(three.get(0), 1);
    assertThat(score(three.get(0))).as("priced").isGreaterThan(30e6);
    traffic.fail(three.get(0), 1);
    assertThat(traffic.count(100)).containsOnlyKeys("n1", "n2");
    Choice choice = picker.explain(PickContext.none(), traffic.now());
    assertThat(choice.scores()).doesNotContainKey(three.get(0));
    assertThat(choice.reason()).contains("n0 on hold after 3 failures in a row, next canary in");
  }

  /** Seed 7; the wait is 1 s ± 25 %. */
  @Test
  void threeGoodCanariesOneAtATimeBringItBack() {
    hold(three.get(0));
    traffic.pass(740);
    assertThat(traffic.count(10)).doesNotContainKey("n0");
    traffic.pass(520);
    assertThat(picker.explain(PickContext.none(), traffic.now()).reason()).startsWith("canary");
    for (int canary = 0; canary < 3; canary++) {
      assertThat(traffic.pick()).as("canary %d", canary).isSameAs(three.get(0));
      traffic.begin(three.get(0));
      assertThat(traffic.count(10)).as("one at a time").doesNotContainKey("n0");
      traffic.pass(10).end(three.get(0));
    }
    traffic.begin(three.get(1)).begin(three.get(2));
    assertThat(traffic.count(10)).containsOnlyKeys("n0");
  }

  private void hold(Node node) {
    warm(10);
    traffic.fail(node, 1).fail(node, 1).fail(node, 1);
  }

  @Test
  void aFailedCanaryWaitsLonger() {
    hold(three.get(0));
    traffic.pass(1_260);
    assertThat(traffic.pick()).isSameAs(three.get(0));
    traffic.fail(three.get(0), 1).pass(1_400);
    assertThat(traffic.count(10)).as("2 s, less a quarter").doesNotContainKey("n0");
    traffic.pass(1_200);
    assertThat(traffic.pick()).isSameAs(three.get(0));
  }

  /** What was sent before the hold tells old news: it neither lengthens the wait nor ends it. */
  @Test
  void onlyRequestsSentOnHoldCount() {
    warm(10);
    for (int i = 0; i < 13; i++) {
      traffic.begin(three.get(0));
    }
    traffic.pass(1);
    for (int i = 0; i < 10; i++) {
      traffic.end(three.get(0), Outcome.FAILURE);
    }
    traffic.end(three.get(0)).end(three.get(0)).end(three.get(0));
    assertThat(traffic.count(10)).doesNotContainKey("n0");
    traffic.pass(1_260);
    assertThat(traffic.pick()).isSameAs(three.get(0));
  }

  @Test
  void aRetryIsNoCanary() {
    hold(three.get(0));
    traffic.pass(1_300);
    PickContext retry = PickContext.none().afterTrying(three.get(1));
    assertThat(picker.pick(retry, traffic.now())).isSameAs(three.get(2));
    PickContext last = retry.afterTrying(three.get(2));
    assertThat(picker.pick(last, traffic.now())).as("none else is left").isSameAs(three.get(0));
  }

  /** Two of three fail: the third is still known to be the good one, by its price. */
  @Test
  void whenMostAreOnHoldHoldsAreIgnoredButErrorsArePriced() {
    hold(three.get(0));
    for (int i = 0; i < 8; i++) {
      traffic.fail(three.get(0), 1).fail(three.get(1), 1);
    }
    assertThat(traffic.count(100)).containsOnlyKeys("n2");
    Choice choice = picker.explain(PickContext.none(), traffic.now());
    assertThat(choice.scores()).hasSize(3);
    assertThat(choice.reason()).endsWith("holds ignored as most are on hold");
    for (int i = 0; i < 40; i++) {
      traffic.begin(three.get(2));
    }
    assertThat(traffic.count(100)).as("41 x 10 ms is dearer").doesNotContainKey("n2");
  }

  /** A fault of the application, not of the node: 30 % errors everywhere put nobody on hold. */
  @Test
  void ifEveryoneFailsNobodyIsHeld() {
    for (int i = 0; i < 400; i++) {
      for (Node node : three) {
        if (i % 10 == 3 || i % 10 == 4 || i % 10 == 5) {
          traffic.fail(node, 10);
        } else {
          traffic.succeed(node, 10);
        }
        traffic.pick();
      }
    }
    assertThat(picker.explain(PickContext.none(), traffic.now()).scores()).hasSize(3);
    assertThat(score(three.get(0))).as("not priced either").isLessThan(11e6);
  }

  @Test
  void aHungNodeIsLeftBeforeAnythingEnds() {
    warm(10);
    traffic.begin(three.get(0)).pass(500);
    traffic.begin(three.get(1)).begin(three.get(1)).begin(three.get(2)).begin(three.get(2));
    assertThat(score(three.get(0))).isBetween(990e6, 1_000e6);
    assertThat(traffic.count(100)).doesNotContainKey("n0");
  }

  /** Answers that stream for a minute after their first byte: their age is not their latency. */
  @Test
  void longStreamsAreNotHung() {
    for (int i = 0; i < 20; i++) {
      for (Node node : three) {
        long start = traffic.now();
        node.begin();
        picker.begun(node, start);
        traffic.pass(60_000);
        picker.ended(node, Outcome.SUCCESS, start, 10_000_000, traffic.now());
        node.end(Outcome.SUCCESS, 10_000_000, traffic.now());
        traffic.pick();
      }
    }
    traffic.begin(three.get(0)).pass(30_000);
    assertThat(score(three.get(0))).isEqualTo(20e6);
  }

  @Test
  void cancelledRequestsLeaveNoTrace() {
    warm(10);
    double before = score(three.get(0));
    traffic.begin(three.get(0)).pass(1).end(three.get(0), Outcome.IGNORED);
    assertThat(score(three.get(0))).isEqualTo(before);
    assertThat(NodeCost.withProbation(three.get(0)).ages()).isZero();
  }

  /** One client with little traffic uses 16 of 100; another client another 16. */
  @Test
  void lightTrafficUsesAWindow() {
    List<Node> hundred = Nodes.fresh(100);
    Set<Node> used = used(balancer().picker(hundred), 10_000);
    assertThat(used).hasSize(16);
    List<Node> same = Nodes.fresh(100);
    Picker other = Adaptive.of(Duration.ofSeconds(1), Dice.seeded(8)).picker(same);
    assertThat(ids(used(other, 10_000))).hasSize(16).isNotEqualTo(ids(used));
  }

  private static Set<String> ids(Set<Node> nodes) {
    return nodes.stream().map(node -> node.endpoint().id()).collect(Collectors.toSet());
  }

  private static Set<Node> used(Picker picker, int picks) {
    Set<Node> used = new HashSet<>();
    for (int i = 0; i < picks; i++) {
      used.add(picker.pick(PickContext.none()));
    }
    return used;
  }

  /** 25 in flight on average: four times as many nodes, all 100; an hour of silence: 16 again. */
  @Test
  void heavyTrafficOpensTheWindow() {
    List<Node> hundred = Nodes.fresh(100);
    Picker wide = balancer().picker(hundred);
    Traffic requests = new Traffic(wide);
    for (int i = 0; i < 26; i++) {
      requests.begin(requests.pick());
    }
    for (int second = 0; second < 600; second++) {
      requests.pass(1_000).pick();
    }
    assertThat(wide.explain(PickContext.none(), requests.now()).scores()).hasSize(100);
    for (Node node : hundred) {
      while (node.inFlight() > 0) {
        requests.end(node);
      }
    }
    for (int second = 0; second < 3_600; second++) {
      requests.pass(1_000).pick();
    }
    assertThat(wide.explain(PickContext.none(), requests.now()).scores()).hasSize(16);
  }

  @Test
  void whatIsLearntSurvivesARebuildAndAnAbsence() {
    hold(three.get(0));
    Picker without = balancer().rebuild(three.subList(1, 3), picker);
    traffic.with(without).pick();
    Picker back = balancer().rebuild(three, without);
    traffic.with(back);
    assertThat(traffic.count(100)).doesNotContainKey("n0");
  }

  /** A trial request of the load balancer, on a node that no picker has seen. */
  @Test
  void anUnknownNodeMayBeginAndEnd() {
    Node stranger = Nodes.of("stranger").get(0);
    traffic.begin(stranger).pass(3).end(stranger);
    assertThat(NodeCost.withProbation(stranger).ages()).isZero();
  }

  @Test
  void explainingDoesNotTakeTheCanary() {
    hold(three.get(0));
    traffic.pass(1_300);
    for (int i = 0; i < 10; i++) {
      assertThat(picker.explain(PickContext.none(), traffic.now()).node()).isSameAs(three.get(0));
    }
    assertThat(traffic.pick()).isSameAs(three.get(0));
  }

  /** Every node is used at once, and evenly, where calls take no time worth comparing; seed 7. */
  @Test
  void callsThatDoNextToNothingAreSpreadToo() {
    long[] now = {1_000_000_000L};
    Random noise = new Random(7);
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"))
            .balancer(balancer())
            .ticker(() -> now[0])
            .build();
    for (int i = 0; i < 3_000; i++) {
      Lease lease = orders.acquire();
      now[0] += 100 + noise.nextInt(1_000); // nanoseconds
      lease.success();
    }
    // sigma of 3000 picks over 3 is 26; the first pick of each may differ
    assertThat(orders.snapshot().endpoints())
        .allSatisfy(endpoint -> assertThat(endpoint.picks()).isBetween(850L, 1_150L));
  }

  /**
   * The first answer took long, the second not: the third node must not wait for the mean to fall.
   */
  @Test
  void everyNodeIsTriedOnceBeforeAnyIsFavoured() {
    long[] now = {1_000_000_000L};
    LoadBalancer orders =
        LoadBalancer.builder("orders")
            .endpoints(Endpoint.named("a"), Endpoint.named("b"), Endpoint.named("c"))
            .balancer(balancer())
            .ticker(() -> now[0])
            .build();
    Set<String> picked = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Lease lease = orders.acquire();
      picked.add(lease.endpoint().id());
      now[0] += i == 0 ? 5_000_000 : 100_000;
      lease.success();
    }
    assertThat(picked).hasSize(3);
  }
}
