package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.lb4j.health.HealthTracker.Verdict;
import io.lb4j.load.Node;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Composite and detect-only trackers, and rules that hold for all. */
class CombinedTrackersTest {
  private static final Duration TICK = Duration.ofMillis(5);

  private static HealthTracker breaker() {
    return CircuitBreakerTracker.of(
        CircuitBreakerConfig.custom()
            .slidingWindowSize(200)
            .minimumNumberOfCalls(200)
            .permittedNumberOfCallsInHalfOpenState(2)
            .waitDurationInOpenState(Duration.ofSeconds(9))
            .build());
  }

  private static HealthTracker outliers() {
    return HealthTracker.outlierDetection().build();
  }

  private static int requestsUntilEjected(HealthTracker tracker) {
    Fleet fleet = new Fleet(3, tracker).requests(300, TICK, node -> 0).kill(1);
    int requests = 0;
    while (fleet.ejections.isEmpty() && requests < 5_000) {
      fleet.requests(1, TICK, node -> 0);
      requests++;
    }
    return requests;
  }

  /**
   * Together with others each ejects at the same request as alone: they reset nothing of others.
   */
  @Test
  void detectorsDoNotDisturbEachOther() {
    HealthTracker consecutive = HealthTracker.consecutiveFailures(30);
    HealthTracker deaf = HealthTracker.consecutiveFailures(1_000_000);
    for (HealthTracker each : List.of(consecutive, outliers(), breaker())) {
      int alone = requestsUntilEjected(each);
      assertThat(alone).isLessThan(5_000);
      assertThat(requestsUntilEjected(deaf.and(each))).isEqualTo(alone);
      assertThat(requestsUntilEjected(each.and(deaf))).isEqualTo(alone);
      assertThat(requestsUntilEjected(HealthTracker.all(each, consecutive, outliers(), breaker())))
          .isLessThanOrEqualTo(alone);
    }
  }

  @Test
  void theWorstVerdictPrevails() {
    Fleet fleet = new Fleet(3, HealthTracker.consecutiveFailures(1_000).and(breaker())).kill(1);
    for (int i = 0; i < 200; i++) {
      fleet.fail(1);
    }
    assertThat(fleet.times).containsExactly(Duration.ofSeconds(9)); // the breaker's
    fleet.move(fleet.node(1), NodeState.PROBATION, "test");
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN); // the breaker's
    assertThat(fleet.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.EJECT);
    assertThat(fleet.outAgain(fleet.node(1))).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void oneBrokenTrackerDoesNotBlindTheOthers() {
    HealthTracker broken =
        ejector ->
            (node, outcome, cause, latencyNanos, nowNanos) -> {
              throw new IllegalStateException("broken");
            };
    Fleet fleet = new Fleet(3, broken.and(HealthTracker.consecutiveFailures(1)));
    assertThatThrownBy(() -> fleet.fail(1)).hasMessage("broken");
    assertThat(fleet.out()).containsExactly("n1");
  }

  /** Throws whatever it is asked. */
  private static HealthTracker broken() {
    return ejector ->
        new HealthTracker.Watch() {
          @Override
          public void record(
              Node node, Outcome outcome, Throwable cause, long latencyNanos, long nowNanos) {}

          @Override
          public Verdict judge(
              Node node, Outcome outcome, Throwable cause, long latencyNanos, long nowNanos) {
            throw new IllegalStateException("broken judge");
          }

          @Override
          public void moved(Node node, long nowNanos) {
            throw new IllegalStateException("broken moved");
          }

          @Override
          public void probed(Node node, boolean passed, long nowNanos) {
            throw new IllegalStateException("broken probed");
          }

          @Override
          public Duration outAgain(Node node) {
            throw new IllegalStateException("broken outAgain");
          }
        };
  }

  /** Counts what it is told. */
  private static HealthTracker hearing(List<String> heard) {
    return ejector ->
        new HealthTracker.Watch() {
          @Override
          public void record(
              Node node, Outcome outcome, Throwable cause, long latencyNanos, long nowNanos) {}

          @Override
          public Verdict judge(
              Node node, Outcome outcome, Throwable cause, long latencyNanos, long nowNanos) {
            heard.add("judge");
            return Verdict.TRY_AGAIN;
          }

          @Override
          public void moved(Node node, long nowNanos) {
            heard.add("moved");
          }

          @Override
          public void probed(Node node, boolean passed, long nowNanos) {
            heard.add("probed");
          }

          @Override
          public Duration outAgain(Node node) {
            return Duration.ofSeconds(42);
          }
        };
  }

  @Test
  void norDoesOneThatFailsInAnyOtherWay() {
    List<String> heard = new ArrayList<>();
    Fleet fleet = new Fleet(3, broken().and(hearing(heard)));
    Node node = fleet.node(1);
    assertThatThrownBy(() -> fleet.move(node, NodeState.EJECTED, "test"))
        .hasMessage("broken moved");
    assertThatThrownBy(() -> fleet.probed(node, true)).hasMessage("broken probed");
    // Its judgement is missed, no more: the trial must have an end.
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(fleet.outAgain(node)).isEqualTo(Duration.ofSeconds(42));
    assertThat(heard).containsExactly("moved", "probed", "judge");
    // The default stands in for it: what the trial itself has shown.
    Fleet alone = new Fleet(3, HealthTracker.all(broken()));
    assertThat(alone.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.RESTORE);
    assertThat(alone.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.EJECT);
    assertThat(alone.outAgain(node)).isNull();
  }

  @Test
  void detectOnlyEjectsNobodyAndSaysSoOnce() {
    List<String> heard = new ArrayList<>();
    for (HealthTracker tracker :
        List.of(HealthTracker.consecutiveFailures(5), outliers(), breaker())) {
      heard.clear();
      HealthTracker listening =
          tracker.detectOnly((node, reason) -> heard.add(node.endpoint().id() + ": " + reason));
      Fleet fleet = new Fleet(3, listening).kill(1).requests(10_000, TICK, node -> 0);
      assertThat(fleet.ejections).isEmpty();
      assertThat(heard).hasSize(1).allMatch(line -> line.startsWith("n1: "));
    }
  }

  @Test
  void detectOnlySaysItAgainWhenItWasWellInBetween() {
    List<String> heard = new ArrayList<>();
    HealthTracker listening =
        HealthTracker.consecutiveFailures(5).detectOnly((node, reason) -> heard.add(reason));
    Fleet fleet = new Fleet(3, listening);
    for (int round = 1; round <= 3; round++) {
      for (int i = 0; i < 100; i++) {
        fleet.fail(0);
      }
      assertThat(heard).hasSize(round);
      fleet.requests(3_100, Duration.ofMillis(10), node -> 0); // 31 s
    }
  }

  @Test
  void noReasonRepeatsWhatAnExceptionSays() {
    for (HealthTracker tracker :
        List.of(HealthTracker.standard(), outliers(), HealthTracker.failureRate(0.3), breaker())) {
      Fleet fleet = new Fleet(3, tracker).kill(1).requests(3_000, TICK, node -> 0);
      assertThat(fleet.ejections).hasSize(1).noneMatch(line -> line.contains("secret"));
    }
  }

  /** One in rotation at least, whatever fails, and whatever the tracker. */
  @Test
  void whenAllFailNeverAllGo() {
    for (HealthTracker tracker :
        List.of(HealthTracker.standard(), HealthTracker.failureRate(0.3), breaker())) {
      Fleet fleet = new Fleet(4, tracker).kill(0, 1, 2, 3).requests(4_000, TICK, node -> 0);
      assertThat(fleet.out().size()).isLessThan(4);
    }
  }

  @Test
  void theStandardFindsTheDeadAtOnceAndTheHalfDeadSoon() {
    assertThat(requestsUntilEjected(HealthTracker.standard())).isBetween(13, 15); // 5 of n1
    assertThat(HealthTracker.standard().toString()).contains("limit=5").contains("below 80 %");
  }

  @Test
  void whatIsKeptGoesWithTheNode() {
    Fleet fleet = new Fleet(2, HealthTracker.standard());
    Node node = fleet.node(0);
    fleet.requests(100);
    assertThat(node.attachment()).isNull(); // that is the balancer's
  }

  @Test
  void refusesNonsense() {
    assertThatIllegalArgumentException().isThrownBy(HealthTracker::all);
  }
}
