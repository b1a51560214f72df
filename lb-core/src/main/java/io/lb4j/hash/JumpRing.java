package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;

/** Jump consistent hash: buckets are numbered by arrival, so only the last one can go. */
final class JumpRing<T> extends BucketRing<T> {
  JumpRing(Members<T> members) {
    super(members.requireEqualWeights());
  }

  /** Bucket in {@code [0, buckets)}: the published function, step by step. */
  static int bucket(long key, int buckets) {
    long bucket = -1;
    long next = 0;
    while (next < buckets) {
      bucket = next;
      key = key * 2862933555777941757L + 1;
      next = (long) ((bucket + 1) * (0x1p31 / ((key >>> 33) + 1)));
    }
    return (int) bucket;
  }

  @Override
  int locate(long hash) {
    return bucket(hash, members.size());
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return new JumpRing<>(members.with(members.insertionIndex(node), node, weight));
  }

  @Override
  public HashRing<T> without(T node) {
    int index = members.indexOf(node);
    String last = members.names[size() - 1];
    check(
        index == size() - 1,
        "node",
        "'" + members.names[index] + "'",
        "the last one, '" + last + "': jump hash cannot remove another; memento can");
    return new JumpRing<>(members.without(index));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    return new JumpRing<>(next);
  }
}
