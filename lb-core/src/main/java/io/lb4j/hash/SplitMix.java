package io.lb4j.hash;

/**
 * SplitMix64: one hash becomes as many as are wanted.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">G. Steele, D. Lea, C. Flood, <i>Fast
 *     Splittable Pseudorandom Number Generators</i>, OOPSLA 2014</a>
 */
final class SplitMix {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix() {}

  /** The output function: a bijection of 64 bits whose result bits depend on all bits given. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Output number {@code index}, counted from 0, of the generator seeded with {@code seed}. */
  static long at(long seed, int index) {
    return mix(seed + (index + 1L) * GAMMA);
  }
}
