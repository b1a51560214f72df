package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierDetectionTest {
  private static final Duration TICK = Duration.ofMillis(5);
  private static final HealthTracker OUTLIERS = HealthTracker.outlierDetection().build();

  /** Where mean - 1.9 sigma finds nobody, and in clusters small and large. */
  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "5, 1", "5, 2", "10, 3", "20, 5", "200, 60", "200, 1"})
  void theDeadGo(int size, int dead) {
    Fleet fleet = new Fleet(size, OUTLIERS);
    for (int i = 0; i < dead; i++) {
      fleet.kill(i);
    }
    fleet.requests(size * 60, Duration.ofSeconds(10).dividedBy(size * 50L), node -> 0);
    assertThat(fleet.allDeadAreOut()).isTrue();
    assertThat(fleet.out()).hasSize(dead);
    assertThat(fleet.ejections.get(0)).contains("success rate 0 % over ").endsWith("100 %");
  }

  /** The standard deviation detector of others declines to (grpc-java#12537). */
  @Test
  void oneOfThreeThatAlwaysFailsIsEjected() {
    Fleet fleet = new Fleet(3, HealthTracker.outlierDetection().maxEjectedFraction(0.1).build());
    fleet.kill(1).requests(1_000, TICK, node -> 0);
    assertThat(fleet.out()).containsExactly("n1");
  }

  @Test
  void everySecondRequestFailingIsSeenThoughNoRunIsLong() {
    Fleet fleet = new Fleet(5, HealthTracker.standard());
    for (int i = 0; i < 400; i++) {
      fleet.ticker.advance(TICK);
      for (int node = 0; node < 5; node++) {
        if (node == 2 && i % 2 == 0) {
          fleet.fail(node);
        } else {
          fleet.succeed(node);
        }
      }
    }
    assertThat(fleet.out()).containsExactly("n2");
    assertThat(fleet.ejections.get(0)).startsWith("n2: success rate 5");
  }

  /**
   * n = 10^5 requests in 500 s, seed 7; up to 10^5 comparisons with a chance of e^-18, 1.5e-8, at
   * most.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 100})
  void aCommonFaultEjectsNobody(int size) {
    Fleet fleet = new Fleet(size, OUTLIERS).requests(100_000, TICK, node -> 0.3);
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void oneThatIsFarWorseThanACommonFaultGoes() {
    Fleet fleet = new Fleet(10, OUTLIERS);
    fleet.kill(4).requests(4_000, TICK, node -> 0.3);
    assertThat(fleet.out()).containsExactly("n4");
  }

  @Test
  void slightlyWorseIsNoOutlier() {
    Fleet fleet = new Fleet(5, OUTLIERS);
    fleet.requests(20_000, TICK, node -> node == fleet.node(1) ? 0.05 : 0);
    assertThat(fleet.ejections).isEmpty();
  }

  /**
   * Of every {@code of} requests to a node, {@code failing} fail; all nodes get the same number.
   */
  private static Fleet regular(int rounds, int[] failing, int of) {
    Fleet fleet = new Fleet(failing.length, OUTLIERS);
    for (int i = 0; i < rounds; i++) {
      fleet.ticker.advance(Duration.ofMillis(1));
      for (int node = 0; node < failing.length; node++) {
        if ((i * 7) % of < failing[node]) {
          fleet.fail(node);
        } else {
          fleet.succeed(node);
        }
      }
    }
    return fleet;
  }

  /** 85 % and 100 %, over 10^4 requests: no chance at all, and yet not below the floor. */
  @Test
  void aboveTheFloorIsNoOutlier() {
    assertThat(regular(15_000, new int[] {3, 0, 0, 0}, 20).ejections).isEmpty();
    assertThat(regular(15_000, new int[] {5, 0, 0, 0}, 20).out()).containsExactly("n0");
  }

  /** 70 % and 75 %, over 10^4 requests: no chance at all, and yet not clearly below the others. */
  @Test
  void aLittleBelowTheOthersIsNoOutlier() {
    assertThat(regular(15_000, new int[] {6, 5, 5, 5}, 20).ejections).isEmpty();
    assertThat(regular(15_000, new int[] {8, 5, 5, 5}, 20).out()).containsExactly("n0");
  }

  /** From 50 to 100 %: where all differ, the lowest is none; 1.4826 x 0.1 x 3 is allowed. */
  @Test
  void whereAllDifferTheLowestIsNoOutlier() {
    assertThat(regular(5_000, new int[] {10, 8, 6, 4, 2, 0}, 20).ejections).isEmpty();
  }

  @Test
  void whatReturnedNoLongerCountsForTheLimit() {
    Fleet fleet = new Fleet(3, HealthTracker.outlierDetection().maxEjectedFraction(0.34).build());
    for (int i = 0; i < 300; i++) {
      fleet.ticker.advance(TICK);
      fleet.fail(0);
      fleet.succeed(1);
      fleet.succeed(2);
    }
    assertThat(fleet.out()).containsExactly("n0");
    fleet.move(fleet.node(0), NodeState.HEALTHY, "test");
    fleet.requests(600, TICK, node -> 0);
    fleet.move(fleet.node(0), NodeState.EJECTED, "by another tracker");
    fleet.kill(1).requests(1_500, TICK, node -> 0);
    assertThat(fleet.out()).containsExactly("n0", "n1");
  }

  @Test
  void neverAllAtOnce() {
    HealthTracker floor = HealthTracker.failureRate(0.5);
    Fleet fleet = new Fleet(6, floor).kill(0, 1, 2, 3, 4, 5).requests(5_000, TICK, node -> 0);
    assertThat(fleet.out()).hasSize(3);
    HealthTracker all =
        HealthTracker.outlierDetection().comparePeers(false).maxEjectedFraction(1).build();
    Fleet most = new Fleet(2, all).mustStay(0).kill(0, 1).requests(5_000, TICK, node -> 0);
    assertThat(most.out()).hasSize(1);
  }

  @Test
  void theWorstGoFirst() {
    Fleet fleet = new Fleet(5, HealthTracker.outlierDetection().maxEjectedFraction(0.2).build());
    fleet.requests(
        2_000, TICK, node -> node == fleet.node(1) ? 0.5 : node == fleet.node(3) ? 0.9 : 0);
    assertThat(fleet.out()).containsExactly("n3");
  }

  @Test
  void theFloorAloneEjectsWhatAPeerComparisonWouldSpare() {
    Fleet fleet = new Fleet(4, HealthTracker.failureRate(0.1)).requests(2_000, TICK, node -> 0.3);
    assertThat(fleet.out()).hasSize(2);
    assertThat(fleet.ejections.get(0)).doesNotContain("median");
  }

  /** Idle is unknown: not a peer with 100 % to be compared with. */
  @Test
  void idleNodesAreNobodysPeers() {
    Fleet fleet = new Fleet(10, OUTLIERS);
    for (int i = 0; i < 1_000; i++) { // two get traffic, and both fail half of it
      fleet.ticker.advance(TICK);
      for (int node = 0; node < 2; node++) {
        if (i % 2 == node) {
          fleet.fail(node);
        } else {
          fleet.succeed(node);
        }
      }
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void fewRequestsSayNothing() {
    Fleet fleet = new Fleet(3, OUTLIERS).kill(0);
    fleet.requests(3_000, Duration.ofMillis(200), node -> 0); // 16.7 in 10 s for each
    assertThat(fleet.ejections).isEmpty();
    fleet.requests(300, Duration.ofMillis(150), node -> 0); // 22.2 in 10 s
    assertThat(fleet.out()).containsExactly("n0");
  }

  @Test
  void whatWasLongAgoCountsNoLonger() {
    Fleet fleet = new Fleet(3, OUTLIERS).requests(60, Duration.ofMillis(1), node -> 0);
    for (int i = 0; i < 19; i++) {
      fleet.fail(0);
    }
    fleet.ticker.advance(Duration.ofSeconds(60));
    fleet.requests(2_000, TICK, node -> 0);
    fleet.fail(0);
    fleet.requests(2_000, TICK, node -> 0);
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void cancelledRequestsAreNoRequests() {
    Fleet fleet = new Fleet(3, OUTLIERS);
    for (int i = 0; i < 1_000; i++) {
      fleet.ticker.advance(TICK);
      fleet.fail(0, new CancellationException());
      fleet.succeed(1);
      fleet.succeed(2);
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void whatHappenedBeforeTheEjectionDoesNotEjectAgain() {
    Fleet fleet = new Fleet(3, OUTLIERS).kill(0).requests(300, TICK, node -> 0);
    assertThat(fleet.ejections).hasSize(1);
    fleet.ticker.advance(Duration.ofSeconds(1));
    fleet.move(fleet.node(0), NodeState.PROBATION, "test");
    fleet.move(fleet.node(0), NodeState.HEALTHY, "test");
    for (int i = 0; i < 1_000; i++) {
      fleet.ticker.advance(TICK);
      fleet.succeed(i % 3);
    }
    assertThat(fleet.ejections).hasSize(1);
  }

  @Test
  void slowOnesGoWhenAsked() {
    HealthTracker slow = HealthTracker.outlierDetection().latencyFactor(4).build();
    for (int size : new int[] {2, 3, 10}) {
      Fleet fleet = new Fleet(size, slow);
      answer(fleet, 2_000, 4);
      assertThat(fleet.ejections).isEmpty(); // within the factor
      answer(fleet, 3_000, 50);
      assertThat(fleet.out()).containsExactly("n0");
      assertThat(fleet.ejections.get(0)).contains("median latency ").endsWith(" ms");
    }
  }

  /** Medians 2 and {@code slowMillis}: lognormal, sigma 0.7, seed 3. */
  private static void answer(Fleet fleet, int rounds, int slowMillis) {
    SplittableRandom dice = new SplittableRandom(3);
    for (int i = 0; i < rounds && fleet.ejections.isEmpty(); i++) {
      fleet.ticker.advance(TICK);
      for (Node node : fleet.nodes) {
        double median = (node == fleet.node(0) ? slowMillis : 2) * 1e6;
        double nanos = median * Math.exp(0.7 * dice.nextGaussian());
        fleet.end(node, Outcome.SUCCESS, null, (long) nanos);
      }
    }
  }

  @Test
  void slowIsFineUnlessAsked() {
    Fleet fleet = new Fleet(3, OUTLIERS);
    answer(fleet, 2_000, 500);
    assertThat(fleet.ejections).isEmpty();
  }

  /** 10^4 lognormal answers, sigma 0.7, seed 11: the estimate has a sigma of 9 %, so 5 of them. */
  @Test
  void theFrugalMedianFindsTheMedian() {
    SplittableRandom dice = new SplittableRandom(11);
    History history = new History();
    history.answered(1_000_000_000); // the first is far off
    for (int i = 0; i < 10_000; i++) {
      history.answered((long) (10_000_000 * Math.exp(0.7 * dice.nextGaussian())));
      if (i > 300) {
        assertThat(history.medianNanos()).isBetween(6.4e6, 15.6e6);
      }
    }
  }

  /**
   * While all fail four of ten, one endpoint gets most of the requests; after that, the others do.
   * In the window it looks far worse than they, and is not: nothing fails now.
   */
  @Test
  void whoHadMostOfABadTimeThatIsOverIsNotWorse() {
    Fleet fleet = new Fleet(5, OUTLIERS);
    for (int second = 0; second < 10; second++) {
      boolean bad = second < 4;
      for (int i = 0; i < 100; i++) {
        for (int node = 0; node < 5; node++) {
          boolean busy = (node == 0) == bad;
          if (busy || i % 11 == 0) {
            if (bad && i % 10 < 4) {
              fleet.fail(node);
            } else {
              fleet.succeed(node);
            }
          }
        }
        fleet.ticker.advance(Duration.ofMillis(10));
      }
    }
    assertThat(fleet.node(0).errorRate()).isGreaterThan(0.2);
    assertThat(fleet.node(1).errorRate()).isLessThan(0.1);
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void onePolicyMayServeSeveralLoadBalancers() {
    Fleet first = new Fleet(3, OUTLIERS).kill(0);
    Fleet second = new Fleet(3, OUTLIERS).kill(2);
    first.requests(300, TICK, node -> 0);
    second.requests(300, TICK, node -> 0);
    assertThat(first.out()).containsExactly("n0");
    assertThat(second.out()).containsExactly("n2");
  }

  @Test
  void refusesNonsense() {
    OutlierDetection.Builder builder = HealthTracker.outlierDetection();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.minSuccessRate(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.minRequests(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.window(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.latencyFactor(1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxEjectedFraction(0));
    assertThatIllegalArgumentException().isThrownBy(() -> HealthTracker.failureRate(1));
  }
}
