package io.lb4j.balancer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * One period of smooth weighted round robin, by nginx's rule: every node gains its weight each turn,
 * the richest is picked and pays the whole. {5, 1, 1} gives 0 0 1 0 2 0 0. In any window the count of
 * a node is less than 2 off its exact share.
 *
 * The rule costs O(n) a turn and needs a lock, so it runs here, once, and requests only walk along
 * its result. That asks for whole weights with a small sum. Weights that are multiples of a common
 * unit become exact; others are rounded to shares of MAX, if that changes none by more than 0.5 %.
 */
final class SmoothSequence {
  static final int MAX = 8192;

  private static final int FINEST_UNIT = 64; // what weights may be multiples of: 1/64
  private static final int LEAST_COUNT = 100; // rounding changes it by 0.5 % at most
  private static final long LIMIT_OF_WORK = 1L << 23; // about 10 ms
  private static final double NEARLY = 1e-9;

  private SmoothSequence() {}

  /** Indexes in their order, or null if no short sequence fits these weights. */
  static int @Nullable [] of(double[] weights) {
    int[] counts = counts(weights);
    if (counts == null) {
      return null;
    }
    int[] present = Arrays.stream(counts).filter(count -> count > 0).toArray();
    boolean equal = Arrays.stream(present).distinct().count() == 1;
    long turns = Arrays.stream(present).asLongStream().sum();
    if (equal) {
      return indexesOfPositive(counts);
    }
    return turns * counts.length <= LIMIT_OF_WORK ? byRule(counts, (int) turns) : null;
  }

  private static int[] indexesOfPositive(int[] counts) {
    int[] indexes = new int[counts.length];
    int filled = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        indexes[filled++] = i;
      }
    }
    return Arrays.copyOf(indexes, filled);
  }

  private static int[] byRule(int[] counts, int turns) {
    int[] riches = new int[counts.length];
    int[] sequence = new int[turns];
    for (int turn = 0; turn < turns; turn++) {
      int best = 0;
      for (int i = 0; i < riches.length; i++) {
        riches[i] += counts[i];
        best = riches[i] > riches[best] ? i : best;
      }
      riches[best] -= turns;
      sequence[turn] = best;
    }
    return sequence;
  }

  /** How often each has its turn in one period. */
  private static int @Nullable [] counts(double[] weights) {
    int[] exact = multiples(weights, 1);
    if (exact == null) {
      double least = Arrays.stream(weights).filter(weight -> weight > 0).min().orElse(1);
      exact = multiples(weights, 1 / least);
    }
    return exact == null ? rounded(weights) : exact;
  }

  private static int @Nullable [] multiples(double[] weights, double scale) {
    for (int unit = 1; unit <= FINEST_UNIT; unit++) {
      if (areWhole(weights, scale * unit)) {
        return reduced(weights, scale * unit);
      }
    }
    return null;
  }

  private static boolean areWhole(double[] weights, double scale) {
    for (double weight : weights) {
      double scaled = weight * scale;
      if (Math.abs(scaled - Math.rint(scaled)) > NEARLY * Math.max(1, scaled)) {
        return false;
      }
    }
    return true;
  }

  private static int @Nullable [] reduced(double[] weights, double scale) {
    long divisor = 0;
    for (double weight : weights) {
      divisor = commonDivisor(Math.round(weight * scale), divisor);
    }
    double reducedSum = Weights.sum(weights) * scale / divisor;
    boolean equal = Arrays.stream(weights).filter(weight -> weight > 0).distinct().count() == 1;
    if (reducedSum > MAX && !equal) {
      return null;
    }
    int[] counts = new int[weights.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) (Math.round(weights[i] * scale) / divisor);
    }
    return counts;
  }

  private static long commonDivisor(long a, long b) {
    return b == 0 ? a : commonDivisor(b, a % b);
  }

  private static int @Nullable [] rounded(double[] weights) {
    double scale = MAX / Weights.sum(weights);
    int[] counts = new int[weights.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) Math.round(weights[i] * scale);
      if (counts[i] < LEAST_COUNT && weights[i] > 0) {
        return null;
      }
    }
    return counts;
  }
}
