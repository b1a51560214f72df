package io.lb4j.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.load.NodeState;
import io.lb4j.load.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiAccrualTest {
  private static final HealthTracker PHI = HealthTracker.phiAccrual().build();

  /**
   * Computed in Python: the approximation, and the normal distribution itself by math.erfc, to
   * which the approximation must be near.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1000, 100, 0, 0",
    "900, 1000, 100, 0.0750330321409399, 0.07502601295781802",
    "1000, 1000, 100, 0.3010299956639812, 0.3010299956639812",
    "1100, 1000, 100, 0.7995083208395598, 0.7995455414919704",
    "1200, 1000, 100, 1.6428278854871123, 1.6430160801409368",
    "1300, 1000, 100, 2.9094753264849538, 2.8696990359293686",
    "1500, 1000, 100, 7.299947394460206, 6.542645672390654",
    "3560, 3000, 100, 9.267444109434866, 7.969902850385901",
    "4000, 3000, 200, 7.299947394460206, 6.542645672390654"
  })
  void phiIsAsComputedElsewhere(
      double silence, double mean, double deviation, double phi, double exact) {
    assertThat(PhiAccrual.phi(silence, mean, deviation)).isCloseTo(phi, within(1e-9));
    assertThat(PhiAccrual.phi(silence, mean, deviation)).isCloseTo(exact, within(0.01 + exact / 5));
  }

  private static Fleet regular() {
    return new Fleet(3, PHI).requests(300, Duration.ofMillis(10), node -> 0);
  }

  /** Heartbeats every 30 ms; pause 3 s, spread 100 ms at least: 8 is passed at about 3.55 s. */
  @Test
  void aHungEndpointIsSuspectedBeforeAnyOfItsRequestsEnds() {
    Fleet fleet = regular();
    fleet.node(1).begin();
    Duration hung = Duration.ZERO;
    while (fleet.ejections.isEmpty() && hung.toMillis() < 10_000) {
      hung = hung.plusMillis(20);
      fleet.ticker.advance(Duration.ofMillis(20));
      fleet.succeed(0);
      fleet.succeed(2);
    }
    assertThat(fleet.out()).containsExactly("n1");
    assertThat(fleet.ejections.get(0)).matches("n1: no success for \\d\\.\\d s, phi is \\d+\\.\\d");
    assertThat(hung.toMillis()).isBetween(3_500L, 4_700L); // and up to two rounds of 500 ms
  }

  @Test
  void oneThatOnlyFailsIsSuspectedByItsFailures() {
    Fleet fleet = regular();
    int failures = 0;
    while (fleet.ejections.isEmpty() && failures < 1_000) {
      fleet.ticker.advance(Duration.ofMillis(100));
      fleet.fail(1);
      failures++;
    }
    assertThat(failures).isBetween(36, 38);
  }

  @Test
  void idleIsUnknown() {
    Fleet fleet = regular();
    for (int i = 0; i < 1_000; i++) { // n1 gets nothing for a minute and a half
      fleet.ticker.advance(Duration.ofMillis(100));
      fleet.succeed(0);
    }
    fleet.node(1).begin(); // and then a request, which another one's end finds under way
    fleet.ticker.advance(Duration.ofMillis(600));
    fleet.succeed(0);
    fleet.ticker.advance(Duration.ofMillis(600));
    fleet.succeed(0);
    fleet.finish(fleet.node(1), Outcome.SUCCESS, null, 1);
    fleet.fail(1);
    fleet.ticker.advance(Duration.ofSeconds(60));
    fleet.fail(1); // a lone failure long ago is no failing since then
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void activeChecksAreHeartbeats() {
    Fleet fleet = regular();
    fleet.node(1).begin(); // a long one
    for (int i = 0; i < 100; i++) {
      fleet.ticker.advance(Duration.ofMillis(100));
      fleet.succeed(0);
      fleet.probed(fleet.node(1), true);
    }
    assertThat(fleet.ejections).isEmpty();
    for (int i = 0; i < 100; i++) {
      fleet.ticker.advance(Duration.ofMillis(100));
      fleet.succeed(0);
      fleet.probed(fleet.node(1), false);
    }
    assertThat(fleet.out()).containsExactly("n1");
  }

  @Test
  void oneWithoutAHistoryCannotBeJudged() {
    Fleet fleet = new Fleet(2, PHI).kill(1).requests(10_000, Duration.ofMillis(10), node -> 0);
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void anIrregularOneMayBeSilentForLonger() {
    Fleet fleet = new Fleet(2, HealthTracker.phiAccrual().acceptablePause(ofMillis(1_000)).build());
    for (int i = 0; i < 200; i++) { // every 100 or 900 ms: mean 500, spread 400
      fleet.ticker.advance(ofMillis(i % 2 == 0 ? 100 : 900));
      fleet.succeed(0);
    }
    int silent = 0;
    while (fleet.ejections.isEmpty() && silent < 100) {
      fleet.ticker.advance(ofMillis(100));
      fleet.fail(0);
      silent++;
    }
    assertThat(silent).isBetween(35, 39); // 1000 + 500 + 5.2 x 400 = 3580, after the first failure
  }

  @Test
  void anIdleHourDoesNotMakeItPatient() {
    Fleet fleet = regular();
    fleet.ticker.advance(Duration.ofHours(1));
    fleet.succeed(1);
    int failures = 0;
    while (fleet.ejections.isEmpty() && failures < 1_000) {
      fleet.ticker.advance(ofMillis(100));
      fleet.fail(1);
      failures++;
    }
    assertThat(failures).isBetween(36, 38);
  }

  private static Duration ofMillis(int millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void anEjectedOneIsNotEjectedAgain() {
    Fleet fleet = regular();
    fleet.move(fleet.node(1), NodeState.EJECTED, "test");
    fleet.node(1).begin();
    for (int i = 0; i < 100; i++) {
      fleet.ticker.advance(Duration.ofMillis(100));
      fleet.succeed(0);
    }
    assertThat(fleet.ejections).isEmpty();
  }

  @Test
  void refusesNonsense() {
    PhiAccrual.Builder builder = HealthTracker.phiAccrual();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.threshold(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.acceptablePause(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.minStandardDeviation(Duration.ofDays(2)));
  }
}
