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
    int[] words = new int[POINTS_PER_DIGEST];
    for (int i = 0; i < digests.length; i++) {
      int end = filled + POINTS_PER_DIGEST * digests[i];
      Arrays.fill(owners, filled, end, i);
      fill(points, filled, end, members.names[i], words);
      filled = end;
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

  private static void fill(long[] points, int from, int to, String name, int[] words) {
    String prefix = name + '-';
    for (int at = from; at < to; at += POINTS_PER_DIGEST) {
      Md5.digest(prefix + (at - from) / POINTS_PER_DIGEST, words);
      for (int i = 0; i < POINTS_PER_DIGEST; i++) {
        points[at + i] = (long) words[i] << 32;
      }
    }
  }

  /** Points of each member; for tests. */
  int[] pointCounts() {
    return Arrays.stream(digests).map(count -> POINTS_PER_DIGEST * count).toArray();
  }

  @Override
  long hash(String key) {
    return (long) Md5.firstWord(key) << 32;
  }

  @Override
  long hash(long key) {
    return hash(Long.toString(key));
  }

  @Override
  long hash(byte[] key) {
    return (long) Md5.firstWord(key) << 32;
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
    long[] added = new long[POINTS_PER_DIGEST * nextDigests[index]];
    fill(added, 0, added.length, next.names[index], new int[POINTS_PER_DIGEST]);
    return new KetamaRing<>(next, nextDigests, table.with(added, index, next.size()));
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
    int points = POINTS_PER_DIGEST * digests[gone];
    return new KetamaRing<>(next, nextDigests, table.without(gone, points, next.size()));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    int[] nextDigests = digests(next);
    int[] owners = Members.renumbered(weights);
    int[] limits = new int[size()];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = weights[i] == 0 ? 0 : Thinning.ALL;
      if (weights[i] != 0 && nextDigests[owners[i]] != digests[i]) {
        return of(next, nextDigests);
      }
    }
    return new KetamaRing<>(next, nextDigests, table.thinned(limits, owners, members.hashes));
  }
}
