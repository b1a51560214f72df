package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.lb4j.health.HealthTracker.Verdict;
import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CircuitBreakerTrackerTest {
  private static CircuitBreakerConfig.Builder config() {
    return ten().waitDurationInOpenState(Duration.ofSeconds(20));
  }

  private static CircuitBreakerConfig.Builder ten() {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(10)
        .minimumNumberOfCalls(10)
        .failureRateThreshold(50)
        .permittedNumberOfCallsInHalfOpenState(3);
  }

  private static Fleet fleet(CircuitBreakerConfig.Builder config) {
    return new Fleet(3, CircuitBreakerTracker.of(config.build()));
  }

  private static Fleet opened(CircuitBreakerConfig.Builder config) {
    Fleet fleet = fleet(config);
    for (int i = 0; i < 10; i++) {
      fleet.fail(1);
    }
    assertThat(fleet.out()).containsExactly("n1");
    return fleet;
  }

  @Test
  void opensAtTheRateAndEjectsForTheWaitDuration() {
    Fleet fleet = fleet(config());
    for (int i = 0; i < 5; i++) {
      fleet.succeed(1);
    }
    for (int i = 0; i < 4; i++) {
      fleet.fail(1);
    }
    assertThat(fleet.ejections).isEmpty();
    fleet.fail(1);
    assertThat(fleet.ejections)
        .containsExactly("n1: circuit breaker open: 50 % of 10 calls failed");
    assertThat(fleet.times).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void halfOpenTakesThePermittedTrialsAndCloses() {
    Fleet fleet = opened(config());
    fleet.move(fleet.node(1), NodeState.PROBATION, "test");
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(fleet.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.RESTORE); // 33 % failed
    assertThat(fleet.outAgain(fleet.node(1))).isNull();
    fleet.move(fleet.node(1), NodeState.HEALTHY, "test");
    for (int i = 0; i < 9; i++) { // counted from nothing
      fleet.fail(1);
    }
    assertThat(fleet.ejections).hasSize(1);
    fleet.fail(1);
    assertThat(fleet.ejections).hasSize(2);
  }

  @Test
  void halfOpenOpensAgainForLongerIfTheConfigurationSaysSo() {
    Fleet fleet =
        opened(
            ten()
                .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(10), 2)));
    assertThat(fleet.times).containsExactly(Duration.ofSeconds(10));
    for (int seconds = 20; seconds <= 80; seconds *= 2) {
      fleet.move(fleet.node(1), NodeState.PROBATION, "test");
      assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN);
      assertThat(fleet.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.TRY_AGAIN);
      assertThat(fleet.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.EJECT); // 67 % failed
      assertThat(fleet.outAgain(fleet.node(1))).isEqualTo(Duration.ofSeconds(seconds));
      fleet.move(fleet.node(1), NodeState.EJECTED, "test");
    }
  }

  /** Three permits; a thousand trials that end in nothing take none. */
  @Test
  void cancelledTrialsTakeNoPermit() {
    Fleet fleet = opened(config());
    fleet.move(fleet.node(1), NodeState.PROBATION, "test");
    for (int i = 0; i < 1_000; i++) {
      fleet.node(1).begin(); // never ends
      assertThat(fleet.trial(1, Outcome.IGNORED)).isEqualTo(Verdict.TRY_AGAIN);
    }
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.TRY_AGAIN);
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.RESTORE);
  }

  @Test
  void cancelledRequestsDoNotCount() {
    Fleet fleet = fleet(config());
    for (int i = 0; i < 100; i++) {
      fleet.fail(1, new CancellationException());
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void slowCallsOpenItToo() {
    Fleet fleet =
        fleet(config().slowCallDurationThreshold(Duration.ofMillis(100)).slowCallRateThreshold(60));
    for (int i = 0; i < 10; i++) {
      fleet.end(fleet.node(2), Outcome.SUCCESS, null, (i < 7 ? 101 : 99) * 1_000_000L);
    }
    assertThat(fleet.ejections)
        .containsExactly("n2: circuit breaker open: 70 % of 10 calls were slow");
  }

  @Test
  void timeIsTheLoadBalancers() {
    Fleet fleet =
        fleet(config().slidingWindowType(SlidingWindowType.TIME_BASED).slidingWindowSize(10));
    for (int i = 0; i < 100; i++) { // 8 failures in any 10 s: less than the minimum of 10
      fleet.ticker.advance(Duration.ofMillis(1_300));
      fleet.fail(1);
    }
    assertThat(fleet.ejections).isEmpty();
    for (int i = 0; i < 10; i++) {
      fleet.ticker.advance(Duration.ofMillis(300));
      fleet.fail(1);
    }
    assertThat(fleet.out()).containsExactly("n1");
  }

  @Test
  void exceptionsTheConfigurationIgnoresAreLeftOut() {
    Fleet fleet = fleet(config().ignoreExceptions(FileNotFoundException.class));
    for (int i = 0; i < 100; i++) {
      fleet.fail(1, new FileNotFoundException());
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void aFailureWithoutExceptionCounts() {
    Fleet fleet = fleet(config());
    for (int i = 0; i < 10; i++) {
      fleet.end(fleet.node(0), Outcome.FAILURE, null, 1);
    }
    assertThat(fleet.out()).containsExactly("n0");
  }

  /** When too few others are left the breaker stays closed, and counts anew. */
  @Test
  void anOpenBreakerThatMayNotEjectIsClosedAgain() {
    Fleet fleet = fleet(config()).mustStay(3);
    for (int i = 0; i < 95; i++) {
      fleet.fail(1);
    }
    assertThat(fleet.ejections).isEmpty();
    fleet.mustStay(1);
    for (int i = 0; i < 4; i++) {
      fleet.fail(1);
    }
    assertThat(fleet.ejections).isEmpty();
    fleet.fail(1);
    assertThat(fleet.ejections).hasSize(1);
  }

  @Test
  void oneThatAnotherTrackerEjectedIsJudgedByItsTrial() {
    Fleet fleet = fleet(config());
    fleet.move(fleet.node(1), NodeState.EJECTED, "another");
    fleet.move(fleet.node(1), NodeState.PROBATION, "another");
    assertThat(fleet.trial(1, Outcome.SUCCESS)).isEqualTo(Verdict.RESTORE);
    assertThat(fleet.trial(1, Outcome.FAILURE)).isEqualTo(Verdict.EJECT);
    assertThat(fleet.outAgain(fleet.node(1))).isNull();
  }

  @Test
  void oneConfigurationMayServeSeveralLoadBalancers() {
    HealthTracker tracker = CircuitBreakerTracker.of(config().build());
    Fleet first = new Fleet(3, tracker);
    Fleet second = new Fleet(3, tracker);
    for (int i = 0; i < 9; i++) {
      first.fail(1);
      second.fail(1);
    }
    first.fail(1);
    assertThat(first.out()).containsExactly("n1");
    assertThat(second.out()).isEmpty();
  }
}
