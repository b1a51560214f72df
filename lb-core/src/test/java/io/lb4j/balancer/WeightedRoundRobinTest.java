package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Nodes;
import io.lb4j.testing.Smoothness;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class WeightedRoundRobinTest implements EvenContract, WeightsContract, CounterContract {
  @Override
  public Balancer balancer() {
    return Balancers.weightedRoundRobin();
  }

  @Override
  public Balancer aboutToOverflow() {
    return WeightedRoundRobin.startingAt(Integer.MAX_VALUE - 3_000);
  }

  @Test
  void itIsTheSequenceOfNginx() {
    assertThat(sequence(5, 1, 1)).isEqualTo("aabacaa aabacaa");
    assertThat(sequence(3, 2, 1)).isEqualTo("abacba abacba");
    assertThat(sequence(10, 2, 2)).as("reduced to 5, 1, 1").isEqualTo("aabacaa aabacaa");
    assertThat(sequence(7, 7, 7)).isEqualTo("abc abc");
    assertThat(sequence(1, 0, 2)).isEqualTo("cac cac");
  }

  /** Two periods from the start. */
  private static String sequence(int... weights) {
    Picker picker = WeightedRoundRobin.startingAt(0).picker(Nodes.weighted(weights));
    int period = SmoothSequence.of(doubles(weights)).length;
    String picks = Nodes.sequence(picker, 2 * period).replace("n0", "a");
    picks = picks.replace("n1", "b").replace("n2", "c");
    return picks.substring(0, period) + " " + picks.substring(period);
  }

  private static double[] doubles(int... weights) {
    double[] doubles = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      doubles[i] = weights[i];
    }
    return doubles;
  }

  @Test
  void clientsDoNotStartInStep() {
    List<String> starts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      starts.add(Nodes.sequence(balancer().picker(Nodes.weighted(5, 1, 1)), 7));
    }
    // Each of the 7 rotations is missing with a chance of (6/7)^64, or 1 in 19 000.
    assertThat(starts.stream().distinct().count()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void aPeriodIsExact() {
    int[] weights = {13, 1, 40, 7, 7};
    Map<String, Integer> counts =
        Nodes.count(balancer().picker(Nodes.weighted(weights)), 10 * (13 + 1 + 40 + 7 + 7));
    assertThat(counts.values()).containsExactly(130, 10, 400, 70, 70);
  }

  /** 60 sets of 2 to 1000 nodes with weights from 1 to 100, seed 5. */
  @Test
  void noWindowIsMoreThanTwoOffTheExactShare() {
    SplittableRandom random = new SplittableRandom(5);
    for (int size : new int[] {2, 3, 5, 10, 30, 100}) {
      for (int i = 0; i < 10; i++) {
        double[] weights = random.doubles(size).map(d -> 1 + (int) (d * 100)).toArray();
        int[] sequence = twice(SmoothSequence.of(weights));
        assertThat(Smoothness.worstWindow(sequence, weights)).as("%d nodes", size).isLessThan(2);
      }
    }
    double[] thousand = random.doubles(1_000).map(d -> 1 + (int) (d * 8)).toArray();
    int[] sequence = twice(SmoothSequence.of(thousand));
    assertThat(Smoothness.worstWindow(sequence, thousand)).isLessThan(2);
  }

  private static int[] twice(int[] sequence) {
    int[] twice = new int[2 * sequence.length];
    System.arraycopy(sequence, 0, twice, 0, sequence.length);
    System.arraycopy(sequence, 0, twice, sequence.length, sequence.length);
    return twice;
  }

  @Test
  void fractionsAreExactWhereTheyHaveACommonUnit() {
    assertThat(SmoothSequence.of(new double[] {2.5, 0.5, 0.5}))
        .containsExactly(0, 0, 1, 0, 2, 0, 0);
    assertThat(SmoothSequence.of(new double[] {0.37, 0.37})).containsExactly(0, 1);
    assertThat(SmoothSequence.of(new double[] {0.1, 0.1 + 0.2})).hasSize(4);
  }

  /** Weights without a common unit: every share within 0.5 %, every window within 2. */
  @Test
  void otherFractionsAreNearlyExact() {
    double[] weights = {Math.PI, Math.E, 1, Math.sqrt(2)};
    int[] sequence = SmoothSequence.of(weights);
    assertThat(sequence).hasSizeBetween(SmoothSequence.MAX - 4, SmoothSequence.MAX + 4);
    int[] counts = new int[4];
    for (int index : sequence) {
      counts[index]++;
    }
    double sum = Math.PI + Math.E + 1 + Math.sqrt(2);
    for (int i = 0; i < 4; i++) {
      double exact = sequence.length * weights[i] / sum;
      assertThat(counts[i] / exact).isBetween(0.995, 1.005);
    }
    assertThat(Smoothness.worstWindow(sequence, weights)).isLessThan(3);
  }

  @Test
  void whatFitsNoShortPeriodGoesByStride() {
    assertThat(SmoothSequence.of(new double[] {10_007, 1, 1})).isNull();
    assertThat(balancer().picker(Nodes.weighted(10_007, 1, 1)))
        .isInstanceOf(StrideRoundRobin.class);
  }

  /**
   * 1 000 nodes with arbitrary weights from 0.1 to 10, 400 000 picks, seed 9: no window is more
   * than 5 off, where independent picks would be 100 off and more.
   */
  @Test
  void strideIsSmoothForManyNodesOfAnyWeight() {
    SplittableRandom random = new SplittableRandom(9);
    List<Node> nodes = Nodes.fresh(1_000);
    nodes.forEach(node -> node.report(random.nextDouble(0.1, 10)));
    Picker picker = balancer().picker(nodes);
    assertThat(picker).isInstanceOf(StrideRoundRobin.class);
    assertThat(worstWindow(picker, nodes, 400_000)).isLessThan(5);
  }

  @Test
  void theOverflowOfTurnsDoesNotShowInAStride() {
    List<Node> nodes = Nodes.weighted(10_007, 3_001, 1_009, 2);
    for (int start : new int[] {Integer.MAX_VALUE - 50_000, -50_000}) {
      Picker picker = WeightedRoundRobin.startingAt(start).picker(nodes);
      assertThat(worstWindow(picker, nodes, 100_000)).isLessThan(6);
    }
  }

  private static double worstWindow(Picker picker, List<Node> nodes, int picks) {
    Map<Node, Integer> index = new IdentityHashMap<>();
    nodes.forEach(node -> index.put(node, index.size()));
    int[] sequence = new int[picks];
    for (int i = 0; i < picks; i++) {
      sequence[i] = index.get(picker.pick(PickContext.none()));
    }
    double[] weights = nodes.stream().mapToDouble(Node::weight).toArray();
    return Smoothness.worstWindow(sequence, weights);
  }

  /**
   * A node's slow start, from 10 % to all of its weight in 1 000 steps of 10 picks: it gets what
   * its ramp adds up to, in every stretch of 500 picks, give or take 8; three sigma of independent
   * picks would be 30.
   */
  @Test
  void aRampDoesNotBurst() {
    List<Node> nodes = Nodes.weighted(3, 2, 1, 2);
    Picker picker = WeightedRoundRobin.startingAt(0).picker(nodes);
    double due = 0;
    int got = 0;
    for (int step = 1; step <= 1_000; step++) {
      nodes.get(3).ramp(0.1 + 0.9 * step / 1_000);
      picker = balancer().rebuild(nodes, picker);
      for (int i = 0; i < 10; i++) {
        got += picker.pick(PickContext.none()) == nodes.get(3) ? 1 : 0;
      }
      due += 10 * nodes.get(3).weight() / (6 + nodes.get(3).weight());
      if (step % 50 == 0) {
        assertThat((double) got).as("step %d", step).isBetween(due - 8, due + 8);
        due = 0;
        got = 0;
      }
    }
  }

  @Test
  void theTurnSurvivesRebuilds() {
    List<Node> nodes = Nodes.weighted(5, 1, 1);
    Picker picker = WeightedRoundRobin.startingAt(0).picker(nodes);
    StringBuilder picks = new StringBuilder();
    for (int i = 0; i < 14; i++) {
      picks.append(Nodes.sequence(picker, 1));
      picker = balancer().rebuild(nodes, picker);
    }
    assertThat(picks).hasToString("n0n0n1n0n2n0n0n0n0n1n0n2n0n0");
  }

  @Test
  void aTriedOneIsReplacedByTheNextInTurn() {
    List<Node> nodes = Nodes.weighted(5, 1, 1);
    Picker picker = WeightedRoundRobin.startingAt(0).picker(nodes);
    assertThat(picker.pick(PickContext.none().afterTrying(nodes.get(0)))).isSameAs(nodes.get(1));
  }

  /** Each stripe is off by less than two; at most as many are in use as there are threads. */
  @Test
  void manyThreadsTogetherAreEven() throws InterruptedException {
    int threads = 8;
    Picker picker = balancer().picker(Nodes.weighted(5, 1, 1));
    Map<String, Integer> total = new ConcurrentHashMap<>();
    Thread[] workers = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      workers[t] =
          new Thread(
              () ->
                  Nodes.count(picker, 35_000).forEach((id, n) -> total.merge(id, n, Integer::sum)));
      workers[t].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(total.get("n0")).isBetween(200_000 - 16, 200_000 + 16);
    assertThat(total.get("n1")).isBetween(40_000 - 16, 40_000 + 16);
    assertThat(total.get("n2")).isBetween(40_000 - 16, 40_000 + 16);
  }

  @Test
  void itExplainsTheTurn() {
    Picker picker = WeightedRoundRobin.startingAt(2).picker(Nodes.weighted(5, 1, 1));
    assertThat(picker.explain(PickContext.none(), 0).reason())
        .isEqualTo("turn 3 of 7 for this thread");
  }
}
