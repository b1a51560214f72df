package io.lb4j.balancer;

/** Several numbers out of one random long, as each call of a generator costs as much as a node. */
final class Draw {
  private Draw() {}

  /**
   * Uniform in [0, n) out of the upper half; off by less than n / 2^32, where a generator's own
   * bounded method would divide.
   */
  static int first(long bits, int n) {
    return (int) (((bits >>> 32) * n) >>> 32);
  }

  /** Uniform in [0, n) without {@code first}, out of the lower half; n is 2 or more. */
  static int other(long bits, int n, int first) {
    int other = (int) (((bits & 0xFFFF_FFFFL) * (n - 1)) >>> 32);
    return other >= first ? other + 1 : other;
  }

  /** The next in a row of random longs; only the upper half is good, which is all that is used. */
  static long next(long bits) {
    return bits * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
  }
}
