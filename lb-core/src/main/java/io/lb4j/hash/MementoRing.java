package io.lb4j.hash;

import java.util.Arrays;

/** Memento: buckets are numbered by arrival and any can go; members are in bucket order. */
final class MementoRing<T> extends BucketRing<T> {
  private final Memento memento;

  /** Member of each bucket; what stands for a bucket that is gone is never read. */
  private final int[] memberOf;

  private MementoRing(Members<T> members, Memento memento) {
    super(members.requireEqualWeights());
    this.memento = memento;
    this.memberOf = new int[memento.size()];
    int member = 0;
    for (int bucket = 0; bucket < memberOf.length; bucket++) {
      memberOf[bucket] = memento.works(bucket) ? member++ : -1;
    }
  }

  static <T> MementoRing<T> of(Members<T> members) {
    return new MementoRing<>(members, Memento.of(members.size()));
  }

  @Override
  int locate(long hash) {
    return memberOf[memento.bucket(hash)];
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    members.insertionIndex(node); // refuses a name twice
    int index =
        (int) Arrays.stream(memberOf).limit(memento.next()).filter(member -> member >= 0).count();
    return new MementoRing<>(members.with(index, node, weight), memento.with());
  }

  @Override
  public HashRing<T> without(T node) {
    int index = members.indexOf(node);
    Members<T> next = members.without(index);
    int bucket = 0;
    while (memberOf[bucket] != index) {
      bucket++;
    }
    return new MementoRing<>(next, memento.without(bucket));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    Memento left = memento;
    for (int bucket = memberOf.length - 1; bucket >= 0; bucket--) {
      if (memberOf[bucket] >= 0 && weights[memberOf[bucket]] == 0) {
        left = left.without(bucket);
      }
    }
    return new MementoRing<>(next, left);
  }
}
