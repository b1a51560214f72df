package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lb4j.testing.Dice;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RandomGenerator MIDDLE = Dice.even().get();

  @Test
  void doublesUpToTheMaximum() {
    Backoff backoff = Backoff.standard();
    assertThat(LongStream.range(0, 6).map(step -> backoff.nanos((int) step, MIDDLE)))
        .containsExactly(
            12_500_000L, 25_000_000L, 50_000_000L, 100_000_000L, 125_000_000L, 125_000_000L);
    assertThat(backoff.nanos(Integer.MAX_VALUE, MIDDLE)).isEqualTo(125_000_000L);
  }

  /** n = 100000, uniform on [0, 25 ms): mean 12.5, sigma of the mean 0.023 ms; bound 5 sigma. */
  @Test
  void theJitterIsFull() {
    RandomGenerator dice = Dice.seeded(7).get();
    long[] waits =
        LongStream.range(0, 100_000).map(i -> Backoff.standard().nanos(0, dice)).toArray();
    assertThat(LongStream.of(waits).average().orElseThrow() / 1e6).isCloseTo(12.5, within(0.115));
    assertThat(LongStream.of(waits).min().orElseThrow()).isBetween(0L, 100_000L);
    assertThat(LongStream.of(waits).max().orElseThrow()).isBetween(24_900_000L, 25_000_000L);
  }

  @Test
  void badWaitsAreRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessage("base: PT0S (expected: more than 0)");
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
