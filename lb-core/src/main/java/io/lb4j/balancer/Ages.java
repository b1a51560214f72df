package io.lb4j.balancer;

/*
 * How many requests are in flight and the sum of their start times, in one word: what begins and ends
 * is one atomic addition each, exact, and a reader never sees a count without its sum. The age of what
 * is in flight is then known at any moment, without a list: n × now − Σ start.
 *
 *   bits 0..19    requests in flight, up to a million
 *   bits 20..63   Σ start in units of 2^16 ns = 66 µs, modulo 2^44
 *
 * The arithmetic is modular, so that neither the clock's nor the sum's overflow matters while the total
 * age stays below 2^43 units, 18 years: ten thousand requests of fifteen hours. Beyond, the age looks
 * smaller than it is. Ages are rounded down by up to two units for each request.
 */
final class Ages {
  private static final int COUNT_BITS = 20;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
  private static final int UNIT_SHIFT = 16;
  private static final long TWO_TO_52_BITS = Double.doubleToRawLongBits(0x1p52);
  private static final double UNIT_NANOS = 1L << UNIT_SHIFT;

  private Ages() {}

  /** What to add to the word when a request begins, and to take off when it ends. */
  static long entry(long startNanos) {
    return (startNanos >>> UNIT_SHIFT << COUNT_BITS) + 1;
  }

  static int count(long word) {
    return (int) (word & COUNT_MASK);
  }

  /**
   * The same, by way of the bits of 2^52 + count: the processor's own conversion waits for whatever
   * its register held before, which in a loop is the result of the round before.
   */
  static double countAsDouble(long word) {
    return Double.longBitsToDouble(word & COUNT_MASK | TWO_TO_52_BITS) - 0x1p52;
  }

  /** Age of all that is in flight together; 0 or more. */
  static double totalNanos(long word, long now) {
    long count = word & COUNT_MASK;
    long present = (now >>> UNIT_SHIFT) * count << COUNT_BITS;
    long units = (present - (word - count) >> COUNT_BITS) - count;
    return Math.max(0, units) * UNIT_NANOS;
  }
}
