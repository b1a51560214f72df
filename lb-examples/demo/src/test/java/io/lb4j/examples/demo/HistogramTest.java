package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  private static final double RELATIVE_ERROR = 0.016;

  private final Histogram histogram = new Histogram();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentilesAreThoseOfTheSortedDurations(long seed) {
    SplittableRandom dice = new SplittableRandom(seed);
    long[] nanos =
        dice.longs(10_007).map(any -> (long) (50_000 * Math.exp(dice.nextDouble() * 12))).toArray();
    Arrays.stream(nanos).forEach(histogram::record);
    Arrays.sort(nanos);

    for (double share : new double[] {0.01, 0.25, 0.5, 0.9, 0.99, 1}) {
      double exact = nanos[(int) Math.ceil(share * nanos.length) - 1] / 1e6;
      assertThat(histogram.counts().millis(share))
          .as("share %s", share)
          .isCloseTo(exact, within(exact * RELATIVE_ERROR + 0.001));
    }
  }

  @Test
  void aFewDurationsHaveExactPercentiles() {
    IntStream.rangeClosed(1, 50).forEach(micros -> histogram.record(micros * 1_000L));

    assertThat(histogram.counts().p50()).isEqualTo(0.025);
    assertThat(histogram.counts().p99()).isEqualTo(0.050);
    assertThat(histogram.counts().total()).isEqualTo(50);
  }

  @Test
  void nothingRecordedHasNoPercentile() {
    assertThat(histogram.counts().p50()).isNaN();
    assertThat(Counts.NONE.p99()).isNaN();
  }

  @Test
  void everyMicrosecondFallsIntoABucketThatContainsIt() {
    for (long micros = 1; micros < 5_000_000; micros += 1 + micros / 100) {
      assertThat(Histogram.millis(Histogram.bucket(micros)) * 1_000)
          .isCloseTo((double) micros, within(micros * RELATIVE_ERROR));
    }
  }

  @Test
  void absurdDurationsAreKeptAtTheEnds() {
    histogram.record(-5);
    histogram.record(TimeUnit.DAYS.toNanos(1));

    assertThat(histogram.counts().total()).isEqualTo(2);
    assertThat(histogram.counts().p50()).isZero();
    assertThat(histogram.counts().p99()).isGreaterThan(500_000);
  }

  @Test
  void countsSinceAnEarlierMomentLeaveOutWhatWasBefore() {
    histogram.record(TimeUnit.MILLISECONDS.toNanos(100));
    Counts earlier = histogram.counts();
    histogram.record(TimeUnit.MICROSECONDS.toNanos(10));

    Counts since = histogram.counts().since(earlier);
    assertThat(since.total()).isEqualTo(1);
    assertThat(since.p99()).isEqualTo(0.010);
  }
}
