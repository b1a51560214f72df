package io.lb4j.hash;

/**
 * Which points of a {@link PointTable} count, so that a node can go, come back or change its weight
 * without a point being moved.
 *
 * <p>A node of weight w owns the outputs 0 to 160 w - 1 of a SplitMix64 of its own. SplitMix64 is a
 * bijection, so the point alone tells which output it is, and a node that lost half its weight is
 * one whose points from 80 w on are passed over. Whoever looks up walks on to the next point that
 * counts: what that finds is, for every key, what a ring of the counting points alone would find.
 *
 * <p><b>Cost:</b> 8 bytes a node. A lookup pays 4 to 5 ns, 2 more if it meets a node whose weight
 * is reduced, and a step for each point it passes over.
 */
final class Thinning {
  /** Limit of a node all of whose points count. */
  static final int ALL = Integer.MAX_VALUE;

  private final int[] limits;
  private final int[] owners;
  private final long[] seeds;

  /**
   * All arrays by owner in the table; they are kept.
   *
   * @param limits how many of its points count, from the first on: none, {@link #ALL} or between
   * @param owners its number among those that have points; anything if it has none
   * @param seeds what its points were made of; read only if a limit is between
   */
  Thinning(int[] limits, int[] owners, long[] seeds) {
    this.limits = limits;
    this.owners = owners;
    this.seeds = seeds;
  }

  /** Number of the owner of {@code point}, or -1 if the point does not count. */
  int ownerOf(int owner, long point) {
    int limit = limits[owner];
    boolean counts = limit == ALL || (limit > 0 && SplitMix.indexOf(seeds[owner], point) < limit);
    return counts ? owners[owner] : -1;
  }

  /** This and then another one, whose arrays go by the numbers that this one gives. */
  Thinning then(int[] nextLimits, int[] nextOwners) {
    int[] bothLimits = limits.clone();
    int[] bothOwners = owners.clone();
    for (int i = 0; i < limits.length; i++) {
      int between = owners[i];
      if (limits[i] > 0) {
        bothLimits[i] = Math.min(limits[i], nextLimits[between]);
        bothOwners[i] = nextOwners[between];
      }
    }
    return new Thinning(bothLimits, bothOwners, seeds);
  }
}
