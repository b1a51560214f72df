package io.lb4j.retry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The distribution of a load balancer's latencies over the last 3 to 6 seconds, in buckets at most
 * 12.5 % wide: what a {@link HedgePolicy} goes by. 3 kB, whatever the traffic.
 *
 * <p><b>Thread safety:</b> safe, no locks. <b>Cost:</b> recording is one atomic addition; the
 * percentile is computed once in 3 seconds and then one memory access.
 */
public final class RecentLatencies {
  /** Fewer say nothing of a 95th percentile. */
  static final long ENOUGH = 100;

  private static final long PERIOD_NANOS = Duration.ofSeconds(3).toNanos();
  private static final int SUB_BITS = 3; // eight buckets for each power of two
  private static final int LEAST_BITS = 10; // a microsecond; all below is one
  private static final int MOST_BITS = 42; // more than an hour
  private static final int BUCKETS = (MOST_BITS - LEAST_BITS + 1) << SUB_BITS;

  private final double share;
  private final AtomicBoolean turning = new AtomicBoolean();
  private volatile Half current;
  private volatile Half previous = new Half(0);
  private volatile long value = -1;

  private static final class Half {
    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);
    private final long sinceNanos;

    Half(long now) {
      this.sinceNanos = now;
    }
  }

  /**
   * Nothing yet.
   *
   * @param percentile more than 0, less than 100
   * @param nowNanos the present by the load balancer's ticker
   */
  public RecentLatencies(double percentile, long nowNanos) {
    this.share = percentile / 100;
    this.current = new Half(nowNanos);
  }

  /** A request has been answered, or has been waited for this long in vain. */
  public void record(long latencyNanos, long nowNanos) {
    current.counts.getAndIncrement(bucket(latencyNanos));
    turn(nowNanos);
  }

  /** The percentile in nanoseconds, or -1 while too little is known. */
  public long percentileNanos(long nowNanos) {
    turn(nowNanos);
    return value;
  }

  private void turn(long now) {
    Half half = current;
    long age = now - half.sinceNanos;
    boolean first = value < 0 && age >= PERIOD_NANOS / 16; // do not wait for the first period's end
    if ((age < PERIOD_NANOS && !first) || !turning.compareAndSet(false, true)) {
      return;
    }
    try {
      if (half == current) {
        value = percentile(half, previous);
        if (age >= PERIOD_NANOS) {
          previous = age >= 2 * PERIOD_NANOS ? new Half(now) : half;
          current = new Half(now);
        }
      }
    } finally {
      turning.set(false);
    }
  }

  private long percentile(Half one, Half other) {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += one.counts.get(i) + other.counts.get(i);
    }
    if (total < ENOUGH) {
      return -1;
    }
    long below = 0;
    int bucket = 0;
    while (bucket < BUCKETS - 1) {
      below += one.counts.get(bucket) + other.counts.get(bucket);
      if (below >= share * total) {
        break;
      }
      bucket++;
    }
    return upperBound(bucket);
  }

  private static int bucket(long nanos) {
    long value = Math.max(nanos, 1L << LEAST_BITS);
    int bits = 63 - Long.numberOfLeadingZeros(value);
    if (bits > MOST_BITS) {
      return BUCKETS - 1;
    }
    int sub = (int) (value >>> (bits - SUB_BITS)) & ((1 << SUB_BITS) - 1);
    return ((bits - LEAST_BITS) << SUB_BITS) + sub;
  }

  private static long upperBound(int bucket) {
    int bits = (bucket >>> SUB_BITS) + LEAST_BITS;
    long sub = bucket & ((1 << SUB_BITS) - 1);
    return (1L << bits) + ((sub + 1) << (bits - SUB_BITS));
  }
}
