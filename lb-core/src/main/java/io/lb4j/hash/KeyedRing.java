package io.lb4j.hash;

import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all rings of this package share: a key becomes a 64-bit hash, the hash an index of a member.
 *
 * <p>A ring says how it hashes (XXH3 unless overridden), where a hash belongs ({@link #locate}) and
 * in which order others take over ({@link #order}).
 */
abstract class KeyedRing<T> implements HashRing<T> {
  final Members<T> members;
  private final Hasher hasher;

  KeyedRing(Members<T> members) {
    this.members = members;
    this.hasher = members.hasher;
  }

  long hash(String key) {
    return hasher.hash(key);
  }

  long hash(long key) {
    return hasher.hash(key);
  }

  long hash(byte[] key) {
    return hasher.hash(key);
  }

  /** Index of the member that owns {@code hash}. */
  abstract int locate(long hash);

  /** The first {@code count} choices, or as many as there are; the first is {@link #locate}. */
  abstract int[] order(long hash, int count);

  /** The first choice that is eligible, or -1. */
  int locate(long hash, Predicate<? super T> eligible) {
    int first = locate(hash);
    if (eligible.test(members.node(first))) {
      return first;
    }
    // Most walks end early, and each node must be asked once: widen the search step by step.
    int asked = 1;
    for (int count = Math.min(4, size()); asked < count; count = Math.min(8 * count, size())) {
      int[] order = order(hash, count);
      for (; asked < order.length; asked++) {
        if (eligible.test(members.node(order[asked]))) {
          return order[asked];
        }
      }
    }
    return -1;
  }

  private @Nullable T first(long hash, Predicate<? super T> eligible) {
    int index = locate(hash, eligible);
    return index < 0 ? null : members.node(index);
  }

  @Override
  public final T get(String key) {
    return members.node(locate(hash(notNull(key, "key"))));
  }

  @Override
  public final T get(long key) {
    return members.node(locate(hash(key)));
  }

  @Override
  public final T get(byte[] key) {
    return members.node(locate(hash(notNull(key, "key"))));
  }

  @Override
  public final T getHashed(long hash) {
    return members.node(locate(hash));
  }

  @Override
  public final @Nullable T getHashed(long hash, Predicate<? super T> eligible) {
    return first(hash, eligible);
  }

  @Override
  public final @Nullable T get(String key, Predicate<? super T> eligible) {
    return first(hash(notNull(key, "key")), eligible);
  }

  @Override
  public final @Nullable T get(long key, Predicate<? super T> eligible) {
    return first(hash(key), eligible);
  }

  @Override
  public final @Nullable T get(byte[] key, Predicate<? super T> eligible) {
    return first(hash(notNull(key, "key")), eligible);
  }

  @Override
  public final List<T> get(String key, int count) {
    return members.list(order(hash(notNull(key, "key")), positive(count, "count")));
  }

  @Override
  public final List<T> get(long key, int count) {
    return members.list(order(hash(key), positive(count, "count")));
  }

  @Override
  public final List<T> get(byte[] key, int count) {
    return members.list(order(hash(notNull(key, "key")), positive(count, "count")));
  }

  @Override
  public final List<T> nodes() {
    return members.list();
  }

  @Override
  public final int size() {
    return members.size();
  }

  @Override
  public final HashRing<T> with(T node) {
    return with(node, members.weightOf(node));
  }

  @Override
  public final HashRing<T> reweighted(int... weights) {
    Members<T> next = members.reweighted(weights);
    return next == members ? this : reweighted(next, weights);
  }

  /** A ring of {@code next}, which are these members at {@code weights}, less those of weight 0. */
  abstract HashRing<T> reweighted(Members<T> next, int[] weights);

  @Override
  public final String toString() {
    return getClass().getSimpleName() + nodes();
  }
}
