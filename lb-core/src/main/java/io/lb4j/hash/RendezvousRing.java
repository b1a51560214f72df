package io.lb4j.hash;

/** Highest random weight: no table at all, {@link Rendezvous} ranks the members for each key. */
final class RendezvousRing<T> extends BucketRing<T> {
  private RendezvousRing(Members<T> members) {
    super(members);
  }

  static <T> RendezvousRing<T> of(Members<T> members) {
    return new RendezvousRing<>(members.sortedByName());
  }

  @Override
  int locate(long hash) {
    return rendezvous.best(hash);
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return new RendezvousRing<>(members.with(members.insertionIndex(node), node, weight));
  }

  @Override
  public HashRing<T> without(T node) {
    return new RendezvousRing<>(members.without(members.indexOf(node)));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    return new RendezvousRing<>(next);
  }
}
