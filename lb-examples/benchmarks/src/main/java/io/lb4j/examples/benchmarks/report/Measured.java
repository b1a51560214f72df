package io.lb4j.examples.benchmarks.report;

import java.util.Arrays;

/**
 * One figure: medians over all iterations of all forks.
 *
 * @param cpu nanoseconds on the processor
 * @param spread median absolute deviation of {@code cpu}, as a share of it
 * @param bytes allocated
 * @param bytesPerNode kept on the heap; NaN where it was not weighed
 */
record Measured(double cpu, double spread, double bytes, double bytesPerNode) {
  private static final double NOISY = 0.1;

  static Measured of(double[] cpu, double[] bytes, double[] bytesPerNode) {
    double middle = median(cpu);
    double[] deviations = Arrays.stream(cpu).map(each -> Math.abs(each - middle)).toArray();
    return new Measured(middle, median(deviations) / middle, median(bytes), median(bytesPerNode));
  }

  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  boolean noisy() {
    return spread > NOISY;
  }
}
