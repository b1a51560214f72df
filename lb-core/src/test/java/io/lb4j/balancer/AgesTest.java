package io.lb4j.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AgesTest {
  private static final double UNIT = 65_536;

  @Test
  void countsAndAddsUpAges() {
    long word = Ages.entry(0) + Ages.entry(1_000_000_000);
    assertThat(Ages.count(word)).isEqualTo(2);
    assertThat(Ages.totalNanos(word, 3_000_000_000L)).isBetween(5e9 - 4 * UNIT, 5e9);
  }

  @Test
  void neverNegative() {
    assertThat(Ages.totalNanos(Ages.entry(1_000_000_000), 999_000_000)).isZero();
    assertThat(Ages.totalNanos(0, 5)).isZero();
  }

  /** The clock may start anywhere and wrap; seed 3. */
  @Test
  void survivesTheOverflowOfTheClock() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 1_000; run++) {
      long clock = run % 2 == 0 ? Long.MAX_VALUE - random.nextInt(1_000_000) : random.nextLong();
      long word = 0;
      double exact = 0;
      long now = clock + 60_000_000_000L;
      for (int i = 0; i < 500; i++) {
        long age = random.nextLong(60_000_000_000L);
        word += Ages.entry(now - age);
        exact += age;
      }
      assertThat(Ages.totalNanos(word, now)).isBetween(exact - 500 * 2 * UNIT, exact);
    }
  }

  @Test
  void whatBeganAndEndedLeavesNothing() {
    SplittableRandom random = new SplittableRandom(4);
    long[] starts = random.longs(100_000).toArray();
    long word = 0;
    for (long start : starts) {
      word += Ages.entry(start);
    }
    assertThat(Ages.count(word)).isEqualTo(100_000);
    for (long start : starts) {
      word -= Ages.entry(start);
    }
    assertThat(word).isZero();
  }

  /** A million of them for ten minutes each: 19 years, just beyond; 900 000 are still right. */
  @Test
  void holdsEighteenYearsOfAge() {
    long tenMinutes = 600_000_000_000L;
    long word = Ages.entry(0) * 900_000;
    assertThat(Ages.totalNanos(word, tenMinutes)).isBetween(5.39e17, 5.4e17);
  }
}
