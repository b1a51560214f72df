package io.lb4j.hash;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Every key's own ranking of all members by the score {@code -weight / ln(u)}, highest first.
 *
 * <p>{@code u} in (0, 1) is a hash of key and name. Among equal weights a higher score is just a
 * higher hash, so members are grouped by weight and only the best of each group needs a logarithm,
 * the strict one, as rankings must not depend on the CPU.
 *
 * <p><b>Cost:</b> O(n) with about 1.3 ns a member and 50 ns a distinct weight.
 */
final class Rendezvous {
  /** Member indexes, weight by weight, in each group ascending. */
  private final int[] grouped;

  /** Name hashes in the order of {@code grouped}: the scan reads memory in one direction. */
  private final long[] hashes;

  /** Where the groups start; one more than there are groups. */
  private final int[] starts;

  private final int[] weights;

  Rendezvous(Members<?> members) {
    this.weights = distinct(members.weights);
    this.starts = new int[weights.length + 1];
    this.grouped = new int[members.size()];
    this.hashes = new long[members.size()];
    for (int weight : members.weights) {
      starts[Arrays.binarySearch(weights, weight) + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    for (int i = 0; i < members.size(); i++) {
      int at = next[Arrays.binarySearch(weights, members.weights[i])]++;
      grouped[at] = i;
      hashes[at] = members.hashes[i];
    }
  }

  private static int[] distinct(int[] weights) {
    int[] sorted = weights.clone();
    Arrays.sort(sorted);
    int filled = 1;
    for (int weight : sorted) {
      if (weight != sorted[filled - 1]) {
        sorted[filled++] = weight;
      }
    }
    return Arrays.copyOf(sorted, filled);
  }

  /** The member with the highest score. */
  int best(long key) {
    int best = bestOfGroup(0, key);
    for (int group = 1; group < weights.length; group++) {
      int rival = bestOfGroup(group, key);
      best = before(rival, group, best, groupOf(best), key) ? rival : best;
    }
    return grouped[best];
  }

  private int bestOfGroup(int group, long key) {
    int best = starts[group];
    long high = Long.MIN_VALUE;
    for (int at = starts[group]; at < starts[group + 1]; at++) {
      long score = SplitMix.mix(key ^ hashes[at]) ^ Long.MIN_VALUE;
      if (score > high) {
        high = score;
        best = at;
      }
    }
    return best;
  }

  /** The eligible member with the highest score, or -1; no member is asked twice. */
  int best(long key, IntPredicate eligible) {
    int best = -1;
    for (int group = 0; group < weights.length; group++) {
      for (int at = starts[group]; at < starts[group + 1]; at++) {
        boolean better = best < 0 || before(at, group, best, groupOf(best), key);
        if (better && eligible.test(grouped[at])) {
          best = at;
        }
      }
    }
    return best < 0 ? -1 : grouped[best];
  }

  /** The {@code count} members with the highest scores, or as many as there are. */
  int[] order(long key, int count) {
    int[] top = new int[Math.min(count, grouped.length)];
    int filled = 0;
    for (int group = 0; group < weights.length; group++) {
      for (int at = starts[group]; at < starts[group + 1]; at++) {
        int rank = rank(top, filled, at, group, key);
        if (rank < top.length) {
          filled = Math.min(filled + 1, top.length);
          System.arraycopy(top, rank, top, rank + 1, filled - rank - 1);
          top[rank] = at;
        }
      }
    }
    Arrays.setAll(top, i -> grouped[top[i]]);
    return top;
  }

  /** The same, except that {@code first} comes first wherever it ranks. */
  int[] orderAfter(int first, long key, int count) {
    int[] order = order(key, count);
    int rank = 0;
    while (rank < order.length - 1 && order[rank] != first) {
      rank++;
    }
    System.arraycopy(order, 0, order, 1, rank);
    order[0] = first;
    return order;
  }

  /** How many of the first {@code filled} entries of {@code top} come before {@code at}. */
  private int rank(int[] top, int filled, int at, int group, long key) {
    int low = 0;
    int high = filled;
    if (filled == top.length) { // most members do not even beat the last one
      int last = top[filled - 1];
      if (!before(at, group, last, groupOf(last), key)) {
        return filled;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before(at, group, top[middle], groupOf(top[middle]), key)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private int groupOf(int at) {
    if (weights.length == 1) {
      return 0;
    }
    int group = Arrays.binarySearch(starts, at);
    return group < 0 ? -2 - group : group;
  }

  /** True if {@code a} has the higher score; equal ones are in the order of the members. */
  private boolean before(int a, int groupOfA, int b, int groupOfB, long key) {
    long hashA = SplitMix.mix(key ^ hashes[a]);
    long hashB = SplitMix.mix(key ^ hashes[b]);
    if (groupOfA != groupOfB) {
      double costA = cost(hashA, weights[groupOfA]);
      double costB = cost(hashB, weights[groupOfB]);
      return costA < costB || (costA == costB && grouped[a] < grouped[b]);
    }
    int order = Long.compareUnsigned(hashA, hashB);
    return order > 0 || (order == 0 && a < b);
  }

  /** The inverse of the score, so that it is finite: -ln(u) / weight, least wins. */
  private static double cost(long hash, int weight) {
    double u = ((hash >>> 11) + 0.5) * 0x1p-53;
    return -StrictMath.log(u) / weight;
  }
}
