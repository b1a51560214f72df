package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.load.Node;
import io.lb4j.testing.Dice;
import io.lb4j.testing.Nodes;
import io.lb4j.testing.Traffic;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeakEwmaTest implements EvenContract {
  @Override
  public Balancer balancer() {
    return PeakEwma.peak(Dice.seeded(7));
  }

  @Nested
  class LeastResponseTime implements EvenContract {
    @Override
    public Balancer balancer() {
      return PeakEwma.responseTime(Dice.seeded(7));
    }
  }

  static Stream<Balancer> both() {
    return Stream.of(PeakEwma.peak(Dice.seeded(7)), PeakEwma.responseTime(Dice.seeded(7)));
  }

  @ParameterizedTest
  @MethodSource("both")
  void theFasterIsPicked(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = new Traffic(balancer.picker(nodes));
    traffic.succeed(nodes.get(0), 20).succeed(nodes.get(1), 10).pass(30);
    assertThat(traffic.count(100)).containsOnlyKeys("n1");
  }

  /** 10 ms × (2 + 1) is more than 20 ms × (0 + 1). */
  @ParameterizedTest
  @MethodSource("both")
  void requestsInFlightMultiply(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = new Traffic(balancer.picker(nodes));
    traffic.succeed(nodes.get(0), 20).succeed(nodes.get(1), 10).pass(30);
    traffic.begin(nodes.get(1)).begin(nodes.get(1));
    assertThat(traffic.count(100)).containsOnlyKeys("n0");
  }

  /** Twice as slow for its equal, but of weight 3. */
  @ParameterizedTest
  @MethodSource("both")
  void weightsDivide(Balancer balancer) {
    List<Node> nodes = Nodes.weighted(3, 1);
    Traffic traffic = new Traffic(balancer.picker(nodes));
    traffic.succeed(nodes.get(0), 20).succeed(nodes.get(1), 10).pass(30);
    assertThat(traffic.count(100)).containsOnlyKeys("n0");
  }

  @ParameterizedTest
  @MethodSource("both")
  void aQuickFailureIsNotAQuickAnswer(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = new Traffic(balancer.picker(nodes));
    traffic.succeed(nodes.get(0), 20).succeed(nodes.get(1), 20).pass(30);
    traffic.fail(nodes.get(0), 1).pass(30);
    assertThat(traffic.count(100)).containsOnlyKeys("n1");
  }

  @ParameterizedTest
  @MethodSource("both")
  void aHungNodeIsLeftBeforeAnythingEnds(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Traffic traffic = new Traffic(balancer.picker(nodes));
    traffic.succeed(nodes.get(0), 10).succeed(nodes.get(1), 10).pass(30);
    traffic.begin(nodes.get(0)).begin(nodes.get(1)).begin(nodes.get(1));
    assertThat(traffic.count(100)).as("2 x 10 ms against 3 x 10 ms").containsOnlyKeys("n0");
    traffic.pass(200).end(nodes.get(1)).end(nodes.get(1)); // a tenth of a second each, but done
    traffic.begin(nodes.get(1)).pass(10);
    assertThat(traffic.count(100)).as("2 x 210 ms, and no answer").containsOnlyKeys("n1");
  }

  /** Not to zero: that would draw all traffic to whatever was not visited lately. */
  @ParameterizedTest
  @MethodSource("both")
  void whatIsNotHeardOfComesBackToTheMeanOfTheOthers(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Picker picker = balancer.picker(nodes);
    Traffic traffic = new Traffic(picker);
    traffic.succeed(nodes.get(0), 1_000);
    for (int i = 0; i < 3_000; i++) { // five minutes
      traffic.succeed(nodes.get(1), 10).pass(90);
      traffic.count(1);
    }
    double score = picker.explain(PickContext.none(), traffic.now()).scores().get(nodes.get(0));
    assertThat(score).isBetween(10e6, 12e6);
  }

  @Test
  void onePeakIsBelievedAtOnce() {
    assertThat(afterOnePeak(PeakEwma.peak(Dice.seeded(7)))).isGreaterThan(900e6);
    assertThat(afterOnePeak(PeakEwma.responseTime(Dice.seeded(7)))).isLessThan(20e6);
  }

  /** The score of a node after a hundred answers in 10 ms and one in a second. */
  private static double afterOnePeak(Balancer balancer) {
    List<Node> nodes = Nodes.fresh(2);
    Picker picker = balancer.picker(nodes);
    Traffic traffic = new Traffic(picker);
    for (int i = 0; i < 100; i++) {
      traffic.succeed(nodes.get(0), 10).succeed(nodes.get(1), 10);
    }
    traffic.ended(nodes.get(0), 1_000);
    return picker.explain(PickContext.none(), traffic.now()).scores().get(nodes.get(0));
  }
}
