package io.lb4j.examples.benchmarks.report;

import java.util.Arrays;

/**
 * One figure: medians over all iterations of all forks.
 *
 * @param cpu nanoseconds on the processor
 * @param spread median absolute deviation of {@code cpu}, as a share of it
 * @param running share of the time that the threads were on a processor, 0 to 1
 * @param bytes allocated
 * @param bytesPerNode kept on the heap; NaN where it was not weighed
 */
record Measured(double cpu, double spread, double running, double bytes, double bytesPerNode) {
  private static final double NOISY = 0.1;
  private static final double TOGETHER = 0.8;

  static Measured of(double[] cpu, double[] wall, double[] bytes, double[] bytesPerNode) {
    double middle = median(cpu);
    double[] deviations = Arrays.stream(cpu).map(each -> Math.abs(each - middle)).toArray();
    return new Measured(
        middle,
        median(deviations) / middle,
        middle / median(wall),
        median(bytes),
        median(bytesPerNode));
  }

  static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** True if its threads ran at the same time: only then did they have something to fight for. */
  boolean together() {
    return running > TOGETHER;
  }

  boolean noisy() {
    return spread > NOISY;
  }
}
