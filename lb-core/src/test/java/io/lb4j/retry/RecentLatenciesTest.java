package io.lb4j.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.testing.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentLatenciesTest {
  private final FakeTicker ticker = new FakeTicker();
  private final RecentLatencies latencies = new RecentLatencies(95, ticker.nanos());

  private void record(int count, Duration latency) {
    for (int i = 0; i < count; i++) {
      latencies.record(latency.toNanos(), ticker.nanos());
    }
  }

  private double millisAfter(Duration wait) {
    ticker.advance(wait);
    return latencies.percentileNanos(ticker.nanos()) / 1e6;
  }

  @Test
  void saysNothingBeforeItKnowsEnough() {
    record(99, Duration.ofMillis(10));
    assertThat(latencies.percentileNanos(ticker.advance(Duration.ofSeconds(1)).nanos()))
        .isNegative();
    record(1, Duration.ofMillis(10));
    assertThat(millisAfter(Duration.ofSeconds(1))).isBetween(10.0, 11.25);
  }

  @Test
  void thePercentileIsNeverBelowAndAtMostAnEighthAbove() {
    for (int i = 1; i <= 10_000; i++) {
      latencies.record(i * 10_000L, ticker.nanos()); // 10 µs to 100 ms, evenly
    }
    assertThat(millisAfter(Duration.ofSeconds(3))).isBetween(95.0, 95.0 * 1.125);
  }

  @Test
  void forgetsWithinTwoPeriods() {
    record(1_000, Duration.ofMillis(100));
    assertThat(millisAfter(Duration.ofSeconds(3))).isGreaterThan(99);
    record(1_000, Duration.ofMillis(1));
    assertThat(millisAfter(Duration.ofSeconds(3))).isGreaterThan(99); // half of them are recent
    record(1_000, Duration.ofMillis(1));
    assertThat(millisAfter(Duration.ofSeconds(3))).isLessThan(2);
  }

  @Test
  void extremesHaveAPlace() {
    record(100, Duration.ZERO);
    assertThat(millisAfter(Duration.ofSeconds(3))).isLessThan(0.002);
    record(2_000, Duration.ofDays(1));
    assertThat(millisAfter(Duration.ofSeconds(3))).isGreaterThan(3.6e6);
    latencies.record(-5, ticker.nanos());
  }
}
