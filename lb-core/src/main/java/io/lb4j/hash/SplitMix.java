package io.lb4j.hash;

/**
 * SplitMix64: one hash becomes as many as are wanted.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">G. Steele, D. Lea, C. Flood, <i>Fast
 *     Splittable Pseudorandom Number Generators</i>, OOPSLA 2014</a>
 */
final class SplitMix {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FIRST = 0xBF58476D1CE4E5B9L;
  private static final long SECOND = 0x94D049BB133111EBL;
  private static final long GAMMA_INVERSE = inverse(GAMMA);
  private static final long FIRST_INVERSE = inverse(FIRST);
  private static final long SECOND_INVERSE = inverse(SECOND);

  private SplitMix() {}

  /** The output function: a bijection of 64 bits whose result bits depend on all bits given. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * FIRST;
    z = (z ^ (z >>> 27)) * SECOND;
    return z ^ (z >>> 31);
  }

  /** Output number {@code index}, counted from 0, of the generator seeded with {@code seed}. */
  static long at(long seed, int index) {
    return mix(seed + (index + 1L) * GAMMA);
  }

  /** The index at which {@link #at} gives {@code output} for that seed; any long if none does. */
  static long indexOf(long seed, long output) {
    return (unmix(output) - seed) * GAMMA_INVERSE - 1;
  }

  /** What {@link #mix} makes {@code z} of. */
  private static long unmix(long z) {
    z = (z ^ (z >>> 31) ^ (z >>> 62)) * SECOND_INVERSE;
    z = (z ^ (z >>> 27) ^ (z >>> 54)) * FIRST_INVERSE;
    return z ^ (z >>> 30) ^ (z >>> 60);
  }

  /** Of an odd number, modulo 2^64, by Newton's method: each step doubles the bits, from 3. */
  private static long inverse(long odd) {
    long inverse = odd;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }
}
