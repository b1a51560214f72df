package io.lb4j.balancer;

import java.util.Arrays;

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
    return other - ((first - 1 - other) >> 31); // + 1 from first on; a branch would be a coin toss
  }

  /** The number {@code i} of a row that {@code seed} begins, in any order; all 64 bits are good. */
  static long at(long seed, int i) {
    long bits = seed + i * 0x9E37_79B9_7F4A_7C15L;
    bits = (bits ^ bits >>> 33) * 0x62A9_D9ED_7997_05F5L;
    return (bits ^ bits >>> 28) * 0xCB24_D0A5_C88C_35B3L;
  }

  /** The next in a row of random longs; only the upper half is good, which is all that is used. */
  static long next(long bits) {
    return bits * 0x5851_F42D_4C95_7F2DL + 0x1405_7B7E_F767_814FL;
  }

  /**
   * The array and its beginning once more, so that {@code candidates} from any place on lie in a
   * row: a loop that must wrap around costs twice as much.
   */
  static <T> T[] cyclic(T[] nodes, int candidates) {
    int more = Math.min(nodes.length, candidates) - 1;
    T[] cyclic = Arrays.copyOf(nodes, nodes.length + more);
    System.arraycopy(nodes, 0, cyclic, nodes.length, more);
    return cyclic;
  }
}
