package io.lb4j.examples.demo;

import java.util.concurrent.atomic.AtomicLongArray;

/*
 * Microseconds in buckets whose width grows with the value: below 64 µs one bucket for each, above
 * it 32 for each doubling. So a bucket is at most 1/32 of its value wide, and its middle at most
 * 1.6 % off, from a microsecond to nine minutes.
 */
/**
 * Counts durations by size, for percentiles. Safe for many threads; recording is one atomic
 * addition.
 */
final class Histogram {
  private static final int FINE_BITS = 5;
  private static final long LARGEST = (1L << 29) - 1;

  /** How many buckets there are. */
  static final int BUCKETS = bucket(LARGEST) + 1;

  private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

  void record(long nanos) {
    buckets.incrementAndGet(bucket(Math.max(0, Math.min(nanos / 1000, LARGEST))));
  }

  /** What was recorded so far. */
  Counts counts() {
    long[] copy = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      copy[i] = buckets.get(i);
    }
    return new Counts(copy);
  }

  static int bucket(long micros) {
    int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(micros | 1) - FINE_BITS);
    return (shift << FINE_BITS) + (int) (micros >>> shift);
  }

  /** The middle of a bucket, in milliseconds. */
  static double millis(int bucket) {
    int shift = Math.max(0, (bucket >> FINE_BITS) - 1);
    long from = ((long) bucket - ((long) shift << FINE_BITS)) << shift;
    double middle = shift == 0 ? from : from + (1L << shift) / 2.0;
    return middle / 1000;
  }
}
