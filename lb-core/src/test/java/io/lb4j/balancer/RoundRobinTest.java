package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RoundRobinTest implements BalancerContract {
  @Override
  public Balancer balancer() {
    return Balancers.roundRobin();
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
  void theCursorMayOverflow() {
    Picker picker = balancer().picker(Nodes.of("a", "b", "c"));
    // Cursors start anywhere in the int range, so half of all runs begin in the "negative" half;
    // 64 pickers make it certain that some do: the chance of missing it is 2^-64.
    for (int i = 0; i < 64; i++) {
      Picker fresh = balancer().picker(Nodes.of("a", "b", "c"));
      assertThat(Nodes.count(fresh, 300).values()).containsExactly(100, 100, 100);
    }
    assertThat(Nodes.count(picker, 3)).hasSize(3);
  }
}
