package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.load.Node;
import io.lb4j.load.Outcome;
import io.lb4j.load.ResourceReport;
import io.lb4j.load.ResourceReports;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import io.lb4j.testing.Nodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceBasedTest implements EvenContract {
  private final FakeTicker ticker = new FakeTicker();
  private final ResourceReports reports =
      ResourceReports.expiringAfter(Duration.ofSeconds(30), ticker);
  private final List<Node> two = Nodes.fresh(2);

  @Override
  public Balancer balancer() {
    return ResourceBased.of(reports::latest, null, Dice.seeded(7));
  }

  private Map<String, Integer> count(Picker picker) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      Node node = picker.pick(PickContext.none(), ticker.nanos());
      counts.merge(node.endpoint().id(), 1, Integer::sum);
    }
    return counts;
  }

  private double score(Picker picker, Node node) {
    return picker.explain(PickContext.none(), ticker.nanos()).scores().get(node);
  }

  /** 0.4 × 0.5 + 0.3 × 0.2 + 0.3 × 10 ms / 40 ms, and 0.05 for being there at all. */
  @Test
  void theStandardScore() {
    reports.put("n0", ResourceReport.of(0.5, 0.2).withResponseTime(Duration.ofMillis(10)));
    reports.put("n1", ResourceReport.of(1, 1).withResponseTime(Duration.ofMillis(40)));
    Picker picker = balancer().picker(two);
    assertThat(score(picker, two.get(0))).isCloseTo(0.05 + 0.2 + 0.06 + 0.075, within(1e-9));
    assertThat(score(picker, two.get(1))).isCloseTo(1.05, within(1e-9));
    assertThat(count(picker)).containsOnlyKeys("n0");
  }

  @Test
  void requestsInFlightMultiplyAndWeightsDivide() {
    reports.put("n0", ResourceReport.of(0.2, 0.2));
    reports.put("n1", ResourceReport.of(0.8, 0.8));
    Picker picker = balancer().picker(two);
    assertThat(count(picker)).containsOnlyKeys("n0");
    Nodes.busy(two.get(0), 5);
    assertThat(count(picker)).as("6 x 0.19 against 0.61").containsOnlyKeys("n1");
    two.get(0).report(4);
    assertThat(count(picker)).as("now four times as large").containsOnlyKeys("n0");
  }

  /** Two missing reports count with the mean, and so compare by requests in flight alone. */
  @Test
  void withoutReportsItIsLeastConnections() {
    Picker picker = balancer().picker(two);
    Nodes.busy(two.get(0), 1);
    assertThat(count(picker)).containsOnlyKeys("n1");
    List<Node> three = Nodes.fresh(3);
    reports.put("n2", ResourceReport.of(0.5, 0.5));
    Picker mixed = balancer().picker(three);
    assertThat(score(mixed, three.get(0))).isEqualTo(score(mixed, three.get(2)));
    Nodes.busy(three.get(0), 1);
    assertThat(score(mixed, three.get(0))).isEqualTo(2 * score(mixed, three.get(1)));
  }

  @Test
  void reportsExpire() {
    reports.put("n0", ResourceReport.of(0.1, 0.1));
    reports.put("n1", ResourceReport.of(0.9, 0.9));
    Picker picker = balancer().picker(two);
    assertThat(count(picker)).containsOnlyKeys("n0");
    ticker.advance(Duration.ofMillis(29_900));
    assertThat(count(picker)).containsOnlyKeys("n0");
    ticker.advance(Duration.ofMillis(200));
    assertThat(count(picker)).hasSize(2);
  }

  @Test
  void newReportsAreReadWithinATenthOfASecond() {
    reports.put("n0", ResourceReport.of(0.1, 0.1));
    reports.put("n1", ResourceReport.of(0.9, 0.9));
    Picker picker = balancer().picker(two);
    assertThat(count(picker)).containsOnlyKeys("n0");
    reports.put("n0", ResourceReport.of(1, 1));
    ticker.advance(Duration.ofMillis(100));
    assertThat(count(picker)).containsOnlyKeys("n1");
  }

  @Test
  void aScoreOfYourOwn() {
    reports.put("n0", ResourceReport.of(0, 0).with("queue", 40));
    reports.put("n1", ResourceReport.of(1, 1).with("queue", 3));
    Balancer byQueue =
        ResourceBased.of(reports::latest, r -> r.custom("queue", 0) / 50, Dice.seeded(7));
    assertThat(count(byQueue.picker(two))).containsOnlyKeys("n1");
  }

  @Test
  void nonsenseAndFailuresCountAsNoReport() {
    reports.put("n0", ResourceReport.of(1, 1));
    Balancer nonsense = ResourceBased.of(reports::latest, r -> Double.NaN, Dice.seeded(7));
    assertThat(count(nonsense.picker(two))).hasSize(2);
    Balancer broken =
        ResourceBased.of(
            endpoint -> {
              throw new IllegalStateException("no reports today");
            },
            null,
            Dice.seeded(7));
    assertThat(count(broken.picker(two))).hasSize(2);
  }

  /** Where a report tells no response time, the one measured here stands in: 30 ms of 30 ms. */
  @Test
  void theMeasuredResponseTimeStandsIn() {
    reports.put("n0", ResourceReport.of(0, 0));
    reports.put("n1", ResourceReport.of(0, 0).withResponseTime(Duration.ofMillis(15)));
    two.get(0).begin();
    two.get(0).end(Outcome.SUCCESS, 30_000_000, 0);
    Picker picker = balancer().picker(two);
    assertThat(score(picker, two.get(0))).isCloseTo(0.35, within(1e-9));
    assertThat(score(picker, two.get(1))).isCloseTo(0.20, within(1e-9));
  }
}
