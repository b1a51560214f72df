package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;

/**
 * The default ring: point {@code r} of a node is output {@code r} of SplitMix64 seeded with the
 * XXH3 of the node's name, so a node costs one string hash and its points need no neighbour.
 */
final class ConsistentRing<T> extends KeyedRing<T> {
  /** Half a gigabyte; who gets here has weights like 1000 and needs fewer virtual nodes. */
  private static final long MAX_POINTS = 1L << 26;

  /** Points a lookup passes on average until it meets one that counts, at most. */
  private static final int LONGEST_WALK = 4;

  private final int virtualNodes;
  private final PointTable table;

  private ConsistentRing(Members<T> members, int virtualNodes, PointTable table) {
    super(members);
    this.virtualNodes = virtualNodes;
    this.table = table;
  }

  static <T> ConsistentRing<T> of(Members<T> members, int virtualNodes) {
    return ofSorted(members.sortedByName(), virtualNodes);
  }

  private static <T> ConsistentRing<T> ofSorted(Members<T> members, int virtualNodes) {
    int total = total(members, virtualNodes);
    long[] points = new long[total];
    int[] owners = new int[total];
    int filled = 0;
    for (int i = 0; i < members.size(); i++) {
      for (int r = 0; r < members.weights[i] * virtualNodes; r++) {
        points[filled] = SplitMix.at(members.hashes[i], r);
        owners[filled++] = i;
      }
    }
    PointTable table = new PointTable(points, owners, members.size());
    return new ConsistentRing<>(members, virtualNodes, table);
  }

  private static int total(Members<?> members, int virtualNodes) {
    long total = 0;
    for (int weight : members.weights) {
      total += (long) weight * virtualNodes;
    }
    check(total <= MAX_POINTS, "weights x virtualNodes", total, "<= " + MAX_POINTS + " points");
    return (int) total;
  }

  @Override
  int locate(long hash) {
    return table.ownerOf(hash);
  }

  @Override
  int[] order(long hash, int count) {
    return table.ownersFrom(hash, count, size());
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    int index = members.insertionIndex(node);
    Members<T> next = members.with(index, node, weight);
    total(next, virtualNodes);
    long[] added = new long[weight * virtualNodes];
    for (int r = 0; r < added.length; r++) {
      added[r] = SplitMix.at(next.hashes[index], r);
    }
    return new ConsistentRing<>(next, virtualNodes, table.with(added, index, next.size()));
  }

  @Override
  public HashRing<T> without(T node) {
    int gone = members.indexOf(node);
    Members<T> next = members.without(gone);
    int points = members.weights[gone] * virtualNodes;
    return new ConsistentRing<>(next, virtualNodes, table.without(gone, points, next.size()));
  }

  /** The points stay, some count for nothing; unless one grew, or those that count are too few. */
  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    int[] limits = new int[size()];
    long left = 0;
    for (int i = 0; i < limits.length; i++) {
      if (weights[i] > members.weights[i]) {
        return ofSorted(next, virtualNodes);
      }
      limits[i] = weights[i] == members.weights[i] ? Thinning.ALL : weights[i] * virtualNodes;
      left += weights[i];
    }
    if (left * virtualNodes < table.size() / LONGEST_WALK) {
      return ofSorted(next, virtualNodes);
    }
    PointTable thinned = table.thinned(limits, Members.renumbered(weights), members.hashes);
    return new ConsistentRing<>(next, virtualNodes, thinned);
  }
}
