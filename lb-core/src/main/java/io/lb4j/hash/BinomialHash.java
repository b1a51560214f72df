package io.lb4j.hash;

/**
 * BinomialHash: like jump hash, but in constant time.
 *
 * <p>Buckets form levels: {0}, {1}, {2, 3}, {4..7} and so on; a level has as many buckets as all
 * below it. With n buckets only the top level may be incomplete. A hash is drawn uniformly over the
 * complete tree; if it falls into the top level on a bucket that does not exist, it is drawn again,
 * until it finds one or falls below, where its first draw decides. A draw depends on the level and
 * the hash only, so a bucket more attracts keys but never moves any between old buckets.
 *
 * @see <a href="https://arxiv.org/abs/2406.19836">M. Coluzzi, A. Brocco, A. Antonucci, T. Leidi,
 *     <i>BinomialHash: A Constant Time, Minimal Memory Consistent Hash Algorithm</i>, 2024</a>
 */
final class BinomialHash {
  /** Half of the draws are decided at once at worst, so the rest is 2^-32 of the keys. */
  private static final int MAX_DRAWS = 32;

  private BinomialHash() {}

  /** Bucket in {@code [0, buckets)}. */
  static int bucket(long hash, int buckets) {
    if (buckets == 1) {
      return 0;
    }
    int below = Integer.highestOneBit(buckets - 1) - 1;
    int all = 2 * below + 1;
    long draw = hash;
    for (int i = 0; i < MAX_DRAWS && (draw & all) > below; i++) {
      int bucket = withinLevel(all, draw);
      if (bucket < buckets) {
        return bucket;
      }
      draw = SplitMix.at(draw, 0);
    }
    return withinLevel((int) hash & below, hash);
  }

  /** A bucket of the same level as {@code bucket}, each with the same probability. */
  private static int withinLevel(int bucket, long hash) {
    int first = Integer.highestOneBit(bucket);
    return first < 2 ? bucket : first + ((int) SplitMix.at(hash, first) & (first - 1));
  }
}
