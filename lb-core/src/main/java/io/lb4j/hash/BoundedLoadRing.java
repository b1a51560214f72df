package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Consistent hashing with bounded loads over another ring.
 *
 * <p>A full first choice hands over in the rendezvous order of the key. The paper walks the ring,
 * which pours all overflow of a node on its one neighbour.
 */
final class BoundedLoadRing<T> implements HashRing<T> {
  private final KeyedRing<T> ring;
  private final double epsilon;
  private final ToLongFunction<? super T> load;
  private final @Nullable LongSupplier total;
  private final Rendezvous rendezvous;
  private final long totalWeight;

  private BoundedLoadRing(
      KeyedRing<T> ring,
      double epsilon,
      ToLongFunction<? super T> load,
      @Nullable LongSupplier total) {
    this.ring = ring;
    this.epsilon = epsilon;
    this.load = load;
    this.total = total;
    this.rendezvous = new Rendezvous(ring.members);
    long sum = 0;
    for (int weight : ring.members.weights) {
      sum += weight;
    }
    this.totalWeight = sum;
  }

  static <T> BoundedLoadRing<T> of(
      HashRing<T> ring,
      double epsilon,
      ToLongFunction<? super T> load,
      @Nullable LongSupplier total) {
    check(
        epsilon > 0 && epsilon < 1e6, "epsilon", epsilon, "> 0, 0.25 for a quarter above the mean");
    check(
        ring instanceof KeyedRing,
        "ring",
        notNull(ring, "ring"),
        "one built by HashRing, not bounded");
    return new BoundedLoadRing<>((KeyedRing<T>) ring, epsilon, notNull(load, "load"), total);
  }

  /** Load that one unit of weight may have once the next request is counted. */
  private double share() {
    long sum = 0;
    if (total != null) {
      sum = total.getAsLong();
    } else {
      for (int i = 0; i < size(); i++) {
        sum += load.applyAsLong(ring.members.node(i));
      }
    }
    return (1 + epsilon) * (sum + 1.0) / totalWeight;
  }

  private boolean hasRoom(int index, double share) {
    double capacity = Math.ceil(share * ring.members.weights[index]);
    return load.applyAsLong(ring.members.node(index)) < capacity;
  }

  private T locate(long hash) {
    int first = ring.locate(hash);
    double share = share();
    if (hasRoom(first, share)) {
      return ring.members.node(first);
    }
    int other = rendezvous.best(hash, i -> i != first && hasRoom(i, share));
    // All full: only if the loads moved while they were read, or the total is not their sum.
    return ring.members.node(other < 0 ? first : other);
  }

  private @Nullable T locate(long hash, Predicate<? super T> eligible) {
    double share = share();
    int first = ring.locate(hash);
    boolean firstHasRoom = hasRoom(first, share);
    if (firstHasRoom && eligible.test(ring.members.node(first))) {
      return ring.members.node(first);
    }
    // Read once: loads move meanwhile, and no node may be asked twice or left out.
    boolean[] room = rooms(share);
    room[first] = firstHasRoom;
    int index =
        rendezvous.best(hash, i -> i != first && room[i] && eligible.test(ring.members.node(i)));
    if (index < 0 && !firstHasRoom && eligible.test(ring.members.node(first))) {
      return ring.members.node(first);
    }
    if (index < 0) { // load yields to eligibility: a full node serves, an ineligible one does not
      index =
          rendezvous.best(hash, i -> i != first && !room[i] && eligible.test(ring.members.node(i)));
    }
    return index < 0 ? null : ring.members.node(index);
  }

  private boolean[] rooms(double share) {
    boolean[] rooms = new boolean[size()];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = hasRoom(i, share);
    }
    return rooms;
  }

  /** First those with room, then the full ones, both in their order. */
  private List<T> order(long hash, int count) {
    double share = share();
    int[] order = rendezvous.orderAfter(ring.locate(hash), hash, size());
    boolean[] room = rooms(share);
    int[] picked = new int[Math.min(count, order.length)];
    int filled = 0;
    for (int i = 0; i < 2 * order.length && filled < picked.length; i++) {
      int index = order[i % order.length];
      if (room[index] == i < order.length) {
        picked[filled++] = index;
      }
    }
    return ring.members.list(picked);
  }

  @Override
  public T get(String key) {
    return locate(ring.hash(notNull(key, "key")));
  }

  @Override
  public T get(long key) {
    return locate(ring.hash(key));
  }

  @Override
  public T get(byte[] key) {
    return locate(ring.hash(notNull(key, "key")));
  }

  @Override
  public List<T> get(String key, int count) {
    return order(ring.hash(notNull(key, "key")), positive(count, "count"));
  }

  @Override
  public List<T> get(long key, int count) {
    return order(ring.hash(key), positive(count, "count"));
  }

  @Override
  public List<T> get(byte[] key, int count) {
    return order(ring.hash(notNull(key, "key")), positive(count, "count"));
  }

  @Override
  public @Nullable T get(String key, Predicate<? super T> eligible) {
    return locate(ring.hash(notNull(key, "key")), eligible);
  }

  @Override
  public @Nullable T get(long key, Predicate<? super T> eligible) {
    return locate(ring.hash(key), eligible);
  }

  @Override
  public @Nullable T get(byte[] key, Predicate<? super T> eligible) {
    return locate(ring.hash(notNull(key, "key")), eligible);
  }

  @Override
  public T getHashed(long hash) {
    return locate(hash);
  }

  @Override
  public @Nullable T getHashed(long hash, Predicate<? super T> eligible) {
    return locate(hash, eligible);
  }

  @Override
  public List<T> nodes() {
    return ring.nodes();
  }

  @Override
  public int size() {
    return ring.size();
  }

  @Override
  public HashRing<T> with(T node) {
    return of(ring.with(node), epsilon, load, total);
  }

  @Override
  public HashRing<T> with(T node, int weight) {
    return of(ring.with(node, weight), epsilon, load, total);
  }

  @Override
  public HashRing<T> without(T node) {
    return of(ring.without(node), epsilon, load, total);
  }

  @Override
  public HashRing<T> reweighted(int... weights) {
    return of(ring.reweighted(weights), epsilon, load, total);
  }

  @Override
  public String toString() {
    return "BoundedLoadRing[" + ring + ", epsilon=" + epsilon + "]";
  }
}
