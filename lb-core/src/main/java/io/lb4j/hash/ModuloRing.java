package io.lb4j.hash;

/** {@code floorMod(key, n)} of integral keys as they are, of others by their hash. */
final class ModuloRing<T> extends BucketRing<T> {
  ModuloRing(Members<T> members) {
    super(members.requireEqualWeights());
  }

  @Override
  long hash(long key) {
    return key;
  }

  @Override
  int locate(long hash) {
    return Math.floorMod(hash, members.size());
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return new ModuloRing<>(members.with(members.insertionIndex(node), node, weight));
  }

  @Override
  public HashRing<T> without(T node) {
    return new ModuloRing<>(members.without(members.indexOf(node)));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    return new ModuloRing<>(next);
  }
}
