package io.lb4j.hash;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
 * <p>A {@link Thinning} makes some points count for nothing without moving the others.
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
  private final @Nullable Thinning thinning;

  private PointTable(int bits, int[] starts, long[] entries, @Nullable Thinning thinning) {
    this.bits = bits;
    this.starts = starts;
    this.entries = entries;
    this.thinning = thinning;
  }

  /** Sorts {@code points[i]}, owned by {@code owners[i]}; owners are below {@code nodes}. */
  PointTable(long[] points, int[] owners, int nodes) {
    this(points, owners, points.length, nodes);
  }

  private PointTable(long[] points, int[] owners, int size, int nodes) {
    this.bits = bits(size, nodes);
    this.starts = new int[(1 << bits) + 1];
    this.entries = new long[size];
    this.thinning = null;
    for (int i = 0; i < size; i++) {
      starts[bucket(points[i]) + 1]++;
    }
    for (int b = 1; b < starts.length; b++) {
      starts[b] += starts[b - 1];
    }
    int[] next = starts.clone();
    for (int i = 0; i < size; i++) {
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

  private long point(int bucket, int index) {
    return ((long) bucket << -bits) | ((entries[index] ^ Long.MIN_VALUE) >>> bits);
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
    int index = indexOf(hash);
    return thinning == null ? owner(index) : thinnedOwner(hash, index, thinning);
  }

  private int thinnedOwner(long hash, int first, Thinning thinned) {
    int bucket = bucket(hash);
    int at = first;
    int owner = -1;
    while (owner < 0) { // ends, as a ring has at least one point that counts
      bucket = bucketOf(at, bucket);
      owner = thinned.ownerOf(owner(at), point(bucket, at));
      at = next(at);
    }
    return owner;
  }

  /** Bucket of an entry, searched upwards from {@code near} if that is not past it. */
  private int bucketOf(int index, int near) {
    int bucket = starts[near] > index ? 0 : near;
    while (starts[bucket + 1] <= index) {
      bucket++;
    }
    return bucket;
  }

  private int next(int index) {
    return index + 1 == entries.length ? 0 : index + 1;
  }

  /** The point itself; takes O(buckets), for tests. */
  long pointOf(long hash) {
    int index = indexOf(hash);
    return point(bucketOf(index, 0), index);
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
    int bucket = bucket(hash);
    for (int step = 0; step < entries.length && found < owners.length; step++) {
      int owner = owner(at);
      if (thinning != null) {
        bucket = bucketOf(at, bucket);
        owner = thinning.ownerOf(owner, point(bucket, at));
      }
      if (owner >= 0 && !seen[owner]) {
        seen[owner] = true;
        owners[found++] = owner;
      }
      at = next(at);
    }
    return found == owners.length ? owners : Arrays.copyOf(owners, found);
  }

  /** The same points, of which fewer count; see {@link Thinning}. Cost: O(owners). */
  PointTable thinned(int[] limits, int[] renumber, long[] seeds) {
    Thinning next =
        thinning == null ? new Thinning(limits, renumber, seeds) : thinning.then(limits, renumber);
    return new PointTable(bits, starts, entries, next);
  }

  /**
   * These points less those of one owner. Owners keep their order, so what is sorted stays sorted:
   * one pass.
   *
   * @param points how many it has
   * @param nodes owners that are left; those above {@code gone} move down by one
   */
  PointTable without(int gone, int points, int nodes) {
    int size = entries.length - points;
    if (thinning != null || bits(size, nodes) != bits) {
      int[] renumber = new int[nodes + 1];
      Arrays.setAll(renumber, i -> i == gone ? -1 : i < gone ? i : i - 1);
      return sortedAnew(renumber, new long[0], 0, nodes);
    }
    int[] nextStarts = starts.clone();
    long[] next = new long[size];
    int removed = 0;
    int bucket = 0;
    for (int i = 0; i < entries.length; i++) {
      int owner = owner(i);
      if (owner != gone) {
        next[i - removed] = entries[i] - ((gone - owner) >>> 31); // one less if it is above
        continue;
      }
      for (; starts[bucket] <= i; bucket++) {
        nextStarts[bucket] -= removed;
      }
      removed++;
    }
    for (; bucket < starts.length; bucket++) {
      nextStarts[bucket] -= removed;
    }
    return new PointTable(bits, nextStarts, next, null);
  }

  /**
   * These points and those of one owner more, merged in one pass.
   *
   * @param added where its points are, in any order
   * @param index its number; owners from there on move up by one
   * @param nodes owners there are then
   */
  PointTable with(long[] added, int index, int nodes) {
    int size = entries.length + added.length;
    if (thinning != null || bits(size, nodes) != bits) {
      int[] renumber = new int[nodes - 1];
      Arrays.setAll(renumber, i -> i < index ? i : i + 1);
      return sortedAnew(renumber, added, index, nodes);
    }
    int[] nextStarts = starts.clone();
    long[] next = new long[size];
    int copied = 0;
    int merged = 0;
    int bucket = 0;
    for (long point : ascending(added)) {
      long entry = entry(point) | index;
      for (; bucket <= bucket(point); bucket++) {
        nextStarts[bucket] += merged;
      }
      int at = Math.max(copied, starts[bucket(point)]);
      while (at < starts[bucket] && entries[at] < entry) {
        at++;
      }
      copy(copied, at, next, merged, index);
      copied = at;
      next[at + merged++] = entry;
    }
    for (; bucket < starts.length; bucket++) {
      nextStarts[bucket] += merged;
    }
    copy(copied, entries.length, next, merged, index);
    return new PointTable(bits, nextStarts, next, null);
  }

  /** Entries to {@code next}, further up by {@code shift}, with owners from index on one higher. */
  private void copy(int from, int to, long[] next, int shift, int index) {
    long owners = (1L << bits) - 1;
    for (int i = from; i < to; i++) { // without a branch, so that it is compiled to vectors
      long entry = entries[i];
      next[i + shift] = entry + ((index - 1 - (entry & owners)) >>> 63);
    }
  }

  /** Sorted as unsigned numbers. */
  private static long[] ascending(long[] points) {
    long[] sorted = new long[points.length];
    Arrays.setAll(sorted, i -> points[i] ^ Long.MIN_VALUE);
    Arrays.sort(sorted);
    Arrays.setAll(sorted, i -> sorted[i] ^ Long.MIN_VALUE);
    return sorted;
  }

  /** With another number of buckets, or without the points that do not count. */
  private PointTable sortedAnew(int[] renumber, long[] added, int newcomer, int nodes) {
    long[] points = new long[entries.length + added.length];
    int[] owners = new int[points.length];
    int kept = 0;
    for (int bucket = 0; bucket + 1 < starts.length; bucket++) {
      for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
        long point = point(bucket, i);
        int owner = thinning == null ? owner(i) : thinning.ownerOf(owner(i), point);
        if (owner >= 0 && renumber[owner] >= 0) {
          points[kept] = point;
          owners[kept++] = renumber[owner];
        }
      }
    }
    System.arraycopy(added, 0, points, kept, added.length);
    Arrays.fill(owners, kept, kept + added.length, newcomer);
    return new PointTable(points, owners, kept + added.length, nodes);
  }
}
