package io.lb4j.hash;

import java.util.Arrays;

/**
 * Ketama as libketama computes it, bit by bit: MD5 points of 32 bits, shares in {@code float}.
 *
 * <p>The 32-bit circle of ketama is the upper half of the 64-bit one of {@link PointTable}. Equal
 * points, which libketama leaves to the whim of its sort, go to the lesser name.
 */
final class KetamaRing<T> extends KeyedRing<T> {
  private static final int POINTS_PER_DIGEST = 4;

  private static final long[] NONE = {};

  /** MD5 digests of each member; four points each. */
  private final int[] digests;

  private final PointTable table;

  private KetamaRing(Members<T> members, int[] digests, PointTable table) {
    super(members);
    this.digests = digests;
    this.table = table;
  }

  static <T> KetamaRing<T> of(Members<T> unsorted) {
    Members<T> members = unsorted.sortedByName();
    return of(members, digests(members));
  }

  private static <T> KetamaRing<T> of(Members<T> members, int[] digests) {
    int total = POINTS_PER_DIGEST * Arrays.stream(digests).sum();
    long[] points = new long[total];
    int[] owners = new int[total];
    int filled = 0;
    for (int i = 0; i < digests.length; i++) {
      long[] own = points(members.names[i], digests[i]);
      System.arraycopy(own, 0, points, filled, own.length);
      Arrays.fill(owners, filled, filled + own.length, i);
      filled += own.length;
    }
    return new KetamaRing<>(members, digests, new PointTable(points, owners, members.size()));
  }

  /** Digests of each node; float and its rounding are part of the mapping, do not widen it. */
  private static int[] digests(Members<?> members) {
    long total = Arrays.stream(members.weights).asLongStream().sum();
    int[] digests = new int[members.size()];
    for (int i = 0; i < digests.length; i++) {
      float share = (float) members.weights[i] / (float) total;
      digests[i] = (int) Math.floor((float) (share * 40.0 * (float) digests.length));
    }
    return digests;
  }

  private static long[] points(String name, int digests) {
    long[] points = new long[POINTS_PER_DIGEST * digests];
    for (int k = 0; k < digests; k++) {
      int[] words = Md5.words(name + "-" + k);
      for (int i = 0; i < POINTS_PER_DIGEST; i++) {
        points[POINTS_PER_DIGEST * k + i] = (long) words[i] << 32;
      }
    }
    return points;
  }

  /** Points of each member; for tests. */
  int[] pointCounts() {
    return Arrays.stream(digests).map(count -> POINTS_PER_DIGEST * count).toArray();
  }

  @Override
  long hash(String key) {
    return (long) Md5.words(key)[0] << 32;
  }

  @Override
  long hash(long key) {
    return hash(Long.toString(key));
  }

  @Override
  long hash(byte[] key) {
    return (long) Md5.words(key)[0] << 32;
  }

  /** The point that catches {@code hash}, in the same upper 32 bits; for tests of the digest. */
  long point(long hash) {
    return table.pointOf(hash);
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
    int[] nextDigests = digests(next);
    for (int i = 0; i < digests.length; i++) {
      if (nextDigests[i < index ? i : i + 1] != digests[i]) {
        return of(next, nextDigests); // the newcomer's weight changed the share of others
      }
    }
    long[] added = points(next.names[index], nextDigests[index]);
    PointTable edited = table.edit(i -> i < index ? i : i + 1, added, index, next.size());
    return new KetamaRing<>(next, nextDigests, edited);
  }

  @Override
  public HashRing<T> without(T node) {
    int gone = members.indexOf(node);
    Members<T> next = members.without(gone);
    int[] nextDigests = digests(next);
    for (int i = 0; i < nextDigests.length; i++) {
      if (nextDigests[i] != digests[i < gone ? i : i + 1]) {
        return of(next, nextDigests);
      }
    }
    PointTable edited =
        table.edit(i -> i == gone ? -1 : i < gone ? i : i - 1, NONE, 0, next.size());
    return new KetamaRing<>(next, nextDigests, edited);
  }
}
