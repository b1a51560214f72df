package io.lb4j.testing;

import java.util.Arrays;

/** Pearson's test of how well counts fit what was expected of them. */
public final class ChiSquare {
  private static final double ONE_IN_A_MILLION = 4.7534; // sigmas, one-sided

  private ChiSquare() {}

  /** The statistic for counts of which each was expected to be the same. */
  public static double uniform(int[] counts) {
    double[] shares = new double[counts.length];
    Arrays.fill(shares, 1);
    return of(counts, shares);
  }

  /** The statistic for counts that were expected in proportion to {@code shares}. */
  public static double of(int[] counts, double[] shares) {
    double total = 0;
    double whole = 0;
    for (int i = 0; i < counts.length; i++) {
      total += counts[i];
      whole += shares[i];
    }
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = total * shares[i] / whole;
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return sum;
  }

  /**
   * What the statistic over so many counts exceeds by chance once in a million times, by the
   * approximation of Wilson and Hilferty.
   */
  public static double limit(int counts) {
    double freedom = counts - 1.0;
    double spread = 2 / (9 * freedom);
    return freedom * Math.pow(1 - spread + ONE_IN_A_MILLION * Math.sqrt(spread), 3);
  }
}
