package io.lb4j.hash;

/** CRC-32 of the key's text, unsigned, modulo the number of nodes. */
final class Crc32Ring<T> extends BucketRing<T> {
  Crc32Ring(Members<T> members) {
    super(members.requireEqualWeights());
  }

  @Override
  long hash(String key) {
    return Crc32.of(key);
  }

  @Override
  long hash(long key) {
    return Crc32.ofDigits(key);
  }

  @Override
  long hash(byte[] key) {
    return Crc32.of(key);
  }

  @Override
  int locate(long hash) {
    return Math.floorMod(hash, members.size());
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return new Crc32Ring<>(members.with(members.insertionIndex(node), node, weight));
  }

  @Override
  public HashRing<T> without(T node) {
    return new Crc32Ring<>(members.without(members.indexOf(node)));
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    return new Crc32Ring<>(next);
  }
}
