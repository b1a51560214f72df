package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;

/**
 * Maglev: a table of nodes, filled by all nodes in turns, each with a preference order of its own.
 *
 * <p>A round gives the heaviest node one turn and others turns in proportion. The entry of a hash
 * is found by its upper bits, with a multiplication: dividing would cost more than the table.
 */
final class MaglevRing<T> extends BucketRing<T> {
  private final char[] table;

  private MaglevRing(Members<T> members, int tableSize) {
    super(members);
    check(
        members.size() <= Math.min(tableSize, Character.MAX_VALUE),
        "nodes",
        members.size(),
        "<= " + Math.min(tableSize, Character.MAX_VALUE) + ", the table's size or 65535");
    this.table = fill(members, tableSize);
  }

  static <T> MaglevRing<T> of(Members<T> members, int tableSize) {
    return new MaglevRing<>(members.sortedByName(), tableSize);
  }

  private static char[] fill(Members<?> members, int size) {
    int[] next = new int[members.size()];
    int[] skip = new int[members.size()];
    long[] credit = new long[members.size()];
    long heaviest = 1;
    for (int i = 0; i < next.length; i++) {
      next[i] = (int) Long.remainderUnsigned(SplitMix.at(members.hashes[i], 0), size);
      skip[i] = (int) Long.remainderUnsigned(SplitMix.at(members.hashes[i], 1), size - 1) + 1;
      heaviest = Math.max(heaviest, members.weights[i]);
    }
    char[] table = new char[size];
    boolean[] taken = new boolean[size];
    for (int left = size; left > 0; ) {
      for (int i = 0; i < next.length && left > 0; i++) {
        credit[i] += members.weights[i];
        if (credit[i] >= heaviest) {
          credit[i] -= heaviest;
          int at = free(taken, next[i], skip[i]);
          taken[at] = true;
          table[at] = (char) i;
          next[i] = at;
          left--;
        }
      }
    }
    return table;
  }

  private static int free(boolean[] taken, int from, int skip) {
    int at = from;
    while (taken[at]) {
      at -= taken.length - skip; // at + skip, modulo the size, without overflow
      at = at < 0 ? at + taken.length : at;
    }
    return at;
  }

  /** A table of prime size is visited whole by every skip. */
  static boolean isPrime(int size) {
    for (int factor = 2; (long) factor * factor <= size; factor++) {
      if (size % factor == 0) {
        return false;
      }
    }
    return size >= 2;
  }

  @Override
  int locate(long hash) {
    return table[(int) Math.multiplyHigh(hash >>> 1, 2L * table.length)];
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return new MaglevRing<>(members.with(members.insertionIndex(node), node, weight), table.length);
  }

  @Override
  public HashRing<T> without(T node) {
    return new MaglevRing<>(members.without(members.indexOf(node)), table.length);
  }

  @Override
  HashRing<T> reweighted(Members<T> next, int[] weights) {
    return new MaglevRing<>(next, table.length);
  }
}
