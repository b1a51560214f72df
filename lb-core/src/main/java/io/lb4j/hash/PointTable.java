package io.lb4j.hash;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The points of a ring in ascending order, each with its owner, behind a table of starts.
 *
 * <p>The circle of 2^64 positions is cut into 2^bits equal buckets. {@code starts} says where the
 * points of a bucket begin, so a lookup reads one start and scans a handful of neighbours instead
 * of halving the whole array. All points of a bucket share their upper {@code bits}, so those are
 * not stored; the owner's index takes their place: 8 bytes hold a full 64-bit point and its owner,
 * and equal points are in the order of their owners. The sign bit is inverted so that {@code <} on
 * entries is unsigned order.
 *
 * <p><b>Cost:</b> 8 bytes a point and about one more for the starts; built in O(points) by
 * counting, nothing is boxed or hashed again.
 */
final class PointTable {
  /** Points in a bucket: at least this many on average; fewer buckets if it would be less. */
  private static final int POINTS_PER_BUCKET = 5;

  /** Above this, a bucket is sorted by the library; below, insertion wins. */
  private static final int SMALL = 32;

  private final int bits;
  private final int[] starts;
  private final long[] entries;

  /** Sorts {@code points[i]}, owned by {@code owners[i]}; owners are below {@code nodes}. */
  PointTable(long[] points, int[] owners, int nodes) {
    this.bits = bits(points.length, nodes);
    this.starts = new int[(1 << bits) + 1];
    this.entries = new long[points.length];
    for (long point : points) {
      starts[bucket(point) + 1]++;
    }
    for (int b = 1; b < starts.length; b++) {
      starts[b] += starts[b - 1];
    }
    int[] next = starts.clone();
    for (int i = 0; i < points.length; i++) {
      entries[next[bucket(points[i])]++] = entry(points[i]) | owners[i];
    }
    for (int b = 0; b + 1 < starts.length; b++) {
      sort(starts[b], starts[b + 1]);
    }
  }

  /** At least 1, so that a shift by 64 - bits is one, and enough to number the owners. */
  private static int bits(int points, int nodes) {
    int owners = Integer.SIZE - Integer.numberOfLeadingZeros(nodes - 1);
    int buckets = 31 - Integer.numberOfLeadingZeros(Math.max(2, points / POINTS_PER_BUCKET));
    return Math.max(1, Math.max(owners, buckets));
  }

  private int bucket(long point) {
    return (int) (point >>> -bits);
  }

  private long entry(long point) {
    return (point << bits) ^ Long.MIN_VALUE;
  }

  private int owner(int index) {
    return (int) entries[index] & ((1 << bits) - 1);
  }

  private void sort(int from, int to) {
    if (to - from > SMALL) {
      Arrays.sort(entries, from, to);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      long entry = entries[i];
      int j = i;
      for (; j > from && entries[j - 1] > entry; j--) {
        entries[j] = entries[j - 1];
      }
      entries[j] = entry;
    }
  }

  int size() {
    return entries.length;
  }

  /** Owner of the first point at or after {@code hash}, past the end the first point of all. */
  int ownerOf(long hash) {
    return owner(indexOf(hash));
  }

  /** The point itself; takes O(buckets), for tests. */
  long pointOf(long hash) {
    int index = indexOf(hash);
    int bucket = 0;
    while (starts[bucket + 1] <= index) {
      bucket++;
    }
    return ((long) bucket << -bits) | ((entries[index] ^ Long.MIN_VALUE) >>> bits);
  }

  private int indexOf(long hash) {
    int bucket = bucket(hash);
    long entry = entry(hash);
    int i = starts[bucket];
    int end = starts[bucket + 1];
    while (i < end && entries[i] < entry) {
      i++;
    }
    return i == entries.length ? 0 : i;
  }

  /** The first {@code count} different owners from {@code hash} on, at most {@code nodes}. */
  int[] ownersFrom(long hash, int count, int nodes) {
    int[] owners = new int[Math.min(count, nodes)];
    boolean[] seen = new boolean[nodes];
    int found = 0;
    int at = indexOf(hash);
    for (int step = 0; step < entries.length && found < owners.length; step++) {
      int owner = owner(at);
      if (!seen[owner]) {
        seen[owner] = true;
        owners[found++] = owner;
      }
      at = at + 1 == entries.length ? 0 : at + 1;
    }
    return found == owners.length ? owners : Arrays.copyOf(owners, found);
  }

  /**
   * These points with their owners renumbered, less those whose new number is negative, and {@code
   * added}, all owned by {@code newcomer}.
   */
  PointTable edit(IntUnaryOperator renumber, long[] added, int newcomer, int nodes) {
    long[] points = new long[entries.length + added.length];
    int[] owners = new int[points.length];
    int kept = 0;
    for (int bucket = 0; bucket + 1 < starts.length; bucket++) {
      long upper = (long) bucket << -bits;
      for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
        int owner = renumber.applyAsInt(owner(i));
        if (owner >= 0) {
          points[kept] = upper | ((entries[i] ^ Long.MIN_VALUE) >>> bits);
          owners[kept++] = owner;
        }
      }
    }
    System.arraycopy(added, 0, points, kept, added.length);
    Arrays.fill(owners, kept, kept + added.length, newcomer);
    kept += added.length;
    return new PointTable(Arrays.copyOf(points, kept), Arrays.copyOf(owners, kept), nodes);
  }
}
