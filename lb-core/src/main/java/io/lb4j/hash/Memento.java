package io.lb4j.hash;

import java.util.Arrays;

/**
 * MementoHash: remembers which buckets are gone, and lets a constant-time hash do the rest.
 *
 * <p>Buckets are numbered from 0. When bucket b goes and w buckets are left, {@code left[b] = w} is
 * noted: the keys of b are hashed again over w places, where place d is bucket d, or, if d was gone
 * already, the bucket that had taken its place. A new bucket takes the number that went last.
 *
 * <p>The paper keeps the notes in a hash table; an array costs 8 bytes a bucket and one load.
 *
 * @see <a href="https://doi.org/10.1109/TNET.2024.3393476">M. Coluzzi, A. Brocco, A. Antonucci, T.
 *     Leidi, <i>MementoHash: A Stateful, Minimal Memory, Best Performing Consistent Hash
 *     Algorithm</i>, IEEE/ACM ToN 2024</a>
 */
final class Memento {
  /** How many were left when the bucket went; 0 while it works. */
  private final int[] left;

  /** The bucket that went before this one did. */
  private final int[] before;

  private final int working;

  /** The bucket that went last, or the number of buckets if none is gone. */
  private final int last;

  private Memento(int[] left, int[] before, int working, int last) {
    this.left = left;
    this.before = before;
    this.working = working;
    this.last = last;
  }

  static Memento of(int buckets) {
    return new Memento(new int[buckets], new int[buckets], buckets, buckets);
  }

  int bucket(long hash) {
    int bucket = BinomialHash.bucket(hash, left.length);
    while (left[bucket] > 0) {
      int places = left[bucket];
      long again = SplitMix.at(hash, bucket);
      int place = (int) Math.multiplyHigh(again >>> 1, 2L * places);
      while (left[place] >= places) {
        place = left[place];
      }
      bucket = place;
    }
    return bucket;
  }

  boolean works(int bucket) {
    return left[bucket] == 0;
  }

  /** Buckets ever numbered: working and gone. */
  int size() {
    return left.length;
  }

  /** The number that {@link #with} gives. */
  int next() {
    return last;
  }

  Memento with() {
    if (last == left.length) {
      return of(left.length + 1);
    }
    int[] next = left.clone();
    next[last] = 0;
    return new Memento(next, before, working + 1, before[last]);
  }

  Memento without(int bucket) {
    if (working == left.length && bucket == left.length - 1) {
      return of(bucket);
    }
    int[] next = left.clone();
    int[] chain = Arrays.copyOf(before, before.length);
    next[bucket] = working - 1;
    chain[bucket] = last;
    return new Memento(next, chain, working - 1, bucket);
  }
}
