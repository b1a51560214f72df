package io.lb4j.examples.demo;

/** The contents of a {@link Histogram} at one moment, or between two. Immutable. */
final class Counts {
  static final Counts NONE = new Counts(new long[Histogram.BUCKETS]);

  private final long[] buckets;
  private final long total;

  /** Takes over the array. */
  Counts(long[] buckets) {
    this.buckets = buckets;
    long sum = 0;
    for (long each : buckets) {
      sum += each;
    }
    this.total = sum;
  }

  long total() {
    return total;
  }

  /** What came after {@code earlier}. */
  Counts since(Counts earlier) {
    long[] later = new long[buckets.length];
    for (int i = 0; i < later.length; i++) {
      later[i] = buckets[i] - earlier.buckets[i];
    }
    return new Counts(later);
  }

  /**
   * The duration that {@code share} of all do not exceed, in milliseconds, to 1.6 %; NaN if there
   * are none.
   */
  double millis(double share) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    int bucket = -1;
    for (long seen = 0; seen < rank; ) {
      seen += buckets[++bucket];
    }
    return Histogram.millis(bucket);
  }

  double p50() {
    return millis(0.50);
  }

  double p99() {
    return millis(0.99);
  }
}
