package io.lb4j.hash;

import java.util.function.Predicate;

/**
 * A ring whose first choice comes from arithmetic on bucket numbers, which names no second choice.
 *
 * <p>The others follow in the rendezvous order of the key: each key has an order of its own, so the
 * load of a failed node spreads over all others, and the order is as stable as can be.
 */
abstract class BucketRing<T> extends KeyedRing<T> {
  final Rendezvous rendezvous;

  BucketRing(Members<T> members) {
    super(members);
    this.rendezvous = new Rendezvous(members);
  }

  @Override
  final int[] order(long hash, int count) {
    int first = locate(hash);
    return count == 1 ? new int[] {first} : rendezvous.orderAfter(first, hash, count);
  }

  @Override
  final int locate(long hash, Predicate<? super T> eligible) {
    int first = locate(hash);
    if (eligible.test(members.node(first))) {
      return first;
    }
    return rendezvous.best(hash, i -> i != first && eligible.test(members.node(i)));
  }
}
