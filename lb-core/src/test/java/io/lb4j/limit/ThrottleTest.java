package io.lb4j.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.load.Outcome;
import io.lb4j.testing.Dice;
import io.lb4j.testing.FakeTicker;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RandomGenerator dice = Dice.seeded(3).get();
  private final ThrottleMeter meter = new ThrottleMeter(Throttle.adaptive(), ticker.nanos());

  /** Requests at this rate, of which the service takes this many a second and fails the rest. */
  private int sent(int seconds, int perSecond, int capacity) {
    int sent = 0;
    for (int second = 0; second < seconds; second++) {
      int taken = 0;
      for (int i = 0; i < perSecond; i++) {
        if (meter.admits(ticker.nanos(), dice)) {
          sent++;
          meter.ended(taken++ < capacity ? Outcome.SUCCESS : Outcome.FAILURE, ticker.nanos());
        }
        ticker.advance(Duration.ofNanos(1_000_000_000L / perSecond));
      }
    }
    return sent;
  }

  @Test
  void aServiceThatAnswersGetsEverything() {
    assertThat(sent(200, 100, 100)).isEqualTo(20_000);
    assertThat(sent(200, 100, 50)).isEqualTo(20_000); // half of it is still no reason
  }

  /**
   * 1000 a second on a service for 100: it gets 2 × 100 once the window is full (p = (1000 − 200) /
   * 1000). Per minute 12000, sigma about 100, plus 60 probes.
   */
  @Test
  void anOverloadedServiceGetsTwiceWhatItAnswers() {
    sent(240, 1_000, 100);
    assertThat(sent(60, 1_000, 100)).isCloseTo(12_000, within(600));
  }

  /**
   * Nothing succeeds for ten minutes: with p = r / (r + 1) and one probe a second, 60 to 70. Then
   * every success lets two through: successes in the window grow e-fold in half a window.
   */
  @Test
  void aDeadServiceGetsATrickleAndComesBackWithinThreeWindows() {
    sent(600, 100, 0);
    assertThat(sent(60, 100, 0)).isBetween(59, 75);
    sent(360, 100, 100);
    assertThat(meter.rejection(ticker.nanos())).isZero();
    assertThat(sent(60, 100, 100)).isEqualTo(6_000);
  }

  @Test
  void aFewFailuresAndWhatSaysNothingAreNoReason() {
    for (int i = 0; i < 19; i++) {
      meter.ended(Outcome.FAILURE, ticker.nanos());
    }
    for (int i = 0; i < 1_000; i++) {
      meter.ended(Outcome.IGNORED, ticker.nanos());
    }
    assertThat(meter.rejection(ticker.nanos())).isZero();
    meter.ended(Outcome.FAILURE, ticker.nanos());
    assertThat(meter.rejection(ticker.nanos())).isCloseTo(20 / 21.0, within(1e-9));
    ticker.advance(Duration.ofMinutes(2));
    assertThat(meter.rejection(ticker.nanos())).isZero();
  }
}
