package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;

/**
 * The default ring: point {@code r} of a node is output {@code r} of SplitMix64 seeded with the
 * XXH3 of the node's name, so a node costs one string hash and its points need no neighbour.
 */
final class ConsistentRing<T> extends KeyedRing<T> {
  private static final long[] NONE = {};

  /** Half a gigabyte; who gets here has weights like 1000 and needs fewer virtual nodes. */
  private static final long MAX_POINTS = 1L << 26;

  private final int virtualNodes;
  private final PointTable table;

  private ConsistentRing(Members<T> members, int virtualNodes, PointTable table) {
    super(members);
    this.virtualNodes = virtualNodes;
    this.table = table;
  }

  static <T> ConsistentRing<T> of(Members<T> unsorted, int virtualNodes) {
    Members<T> members = unsorted.sortedByName();
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
    PointTable edited = table.edit(i -> i < index ? i : i + 1, added, index, next.size());
    return new ConsistentRing<>(next, virtualNodes, edited);
  }

  @Override
  public HashRing<T> without(T node) {
    int gone = members.indexOf(node);
    Members<T> next = members.without(gone);
    PointTable edited =
        table.edit(i -> i == gone ? -1 : i < gone ? i : i - 1, NONE, 0, next.size());
    return new ConsistentRing<>(next, virtualNodes, edited);
  }
}
