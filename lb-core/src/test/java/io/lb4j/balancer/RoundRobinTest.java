package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RoundRobinTest implements EvenContract, CounterContract {
  @Override
  public Balancer balancer() {
    return Balancers.roundRobin();
  }

  @Override
  public Balancer aboutToOverflow() {
    return RoundRobin.startingAt(Integer.MAX_VALUE - 3_000);
  }

  @Test
  void oneThreadRotatesStrictly() {
    Picker picker = balancer().picker(Nodes.of("a", "b", "c"));
    String picks = Nodes.sequence(picker, 30);
    assertThat("abc".repeat(11)).contains(picks);
  }

  @Test
  void theCursorSurvivesARebuild() {
    List<Node> nodes = Nodes.of("a", "b", "c");
    Picker picker = balancer().picker(nodes);
    StringBuilder picks = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      picks.append(Nodes.sequence(picker, 1));
      picker = balancer().rebuild(nodes, picker);
    }
    assertThat("abc".repeat(11)).contains(picks);
  }

  @Test
  void twoLoadBalancersDoNotShareACursor() {
    List<Node> nodes = Nodes.of("a", "b");
    Picker one = balancer().picker(nodes);
    Picker two = balancer().picker(nodes);
    StringBuilder first = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      first.append(Nodes.sequence(one, 1));
      two.pick(PickContext.none());
    }
    assertThat("ab".repeat(6)).contains(first);
  }

  @Test
  void manyThreadsTogetherAreEven() throws InterruptedException {
    int threads = 8;
    int each = 30_000;
    Picker picker = balancer().picker(Nodes.of("a", "b", "c"));
    Map<String, Integer> total = new ConcurrentHashMap<>();
    Thread[] workers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      workers[t] =
          new Thread(
              () -> Nodes.count(picker, each).forEach((id, n) -> total.merge(id, n, Integer::sum)));
      workers[t].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    // Each stripe is off by less than one; there are at most as many in use as threads.
    assertThat(total.values()).allSatisfy(n -> assertThat(n).isBetween(80_000 - 8, 80_000 + 8));
  }

  @Test
  void overflowIsOneJumpAtMost() {
    // 2^31 is nothing special; at 2^32 the rotation goes from "a" (2^32 - 1 = 0 mod 3) to "a".
    List<Node> nodes = Nodes.of("a", "b", "c");
    assertThat(Nodes.sequence(RoundRobin.startingAt(Integer.MAX_VALUE - 2).picker(nodes), 9))
        .isEqualTo("cabcabcab");
    assertThat(Nodes.sequence(RoundRobin.startingAt(-3).picker(nodes), 9)).isEqualTo("bcaabcabc");
  }

  @Test
  void itExplainsWhoIsNext() {
    List<Node> nodes = Nodes.of("a", "b", "c");
    Picker picker = RoundRobin.startingAt(1).picker(nodes);
    assertThat(picker.explain(PickContext.none(), 0).node()).isSameAs(nodes.get(1));
    assertThat(picker.explain(PickContext.none().afterTrying(nodes.get(1)), 0).node())
        .isSameAs(nodes.get(2));
  }
}
