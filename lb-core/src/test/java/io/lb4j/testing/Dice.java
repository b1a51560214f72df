package io.lb4j.testing;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Randomness that repeats. For one thread at a time. */
public final class Dice {
  private Dice() {}

  public static Supplier<RandomGenerator> seeded(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return () -> random;
  }

  /** Always in the middle: {@code nextDouble()} is 0.5, so that ± jitter is none. */
  public static Supplier<RandomGenerator> even() {
    RandomGenerator middle = () -> 1L << 63;
    return () -> middle;
  }
}
