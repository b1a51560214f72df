package io.lb4j.hash;

import static io.lb4j.internal.Checks.notNull;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Maps keys to nodes so that few keys move when a node comes or goes.
 *
 * <pre>{@code
 * HashRing<String> ring = HashRing.consistent(List.of("a", "b"));
 * ring.get("user:123");            // always the same node
 * ring.get("user:123", 2);         // that node, then who takes over when it fails
 * ring = ring.with("c");           // a new ring; a third of the keys move, all of them to "c"
 *
 * HashRing<Endpoint> weighted =
 *     HashRing.builder(endpoints, Endpoint::id).weight(Endpoint::weight).maglev();
 * }</pre>
 *
 * <p>A node is known by its <b>name</b>: names differ and are not blank. Names and weights, or the
 * order of joining where the table says so, alone decide which node a key gets, on any JVM and in
 * any version of lb4j. Weights are whole numbers from 1.
 *
 * <p>Going from 3 to 4 nodes moves 75 % of the keys with {@link #modulo} and 25 %, the least
 * possible, with the others. Choose by what the fleet needs; n is the number of nodes, ns are for a
 * {@code String} key of 14 characters at n = 10 and n = 1000 (JDK 17, Zen 4), about 10 of them for
 * the hash:
 *
 * <table>
 * <caption>Algorithms</caption>
 * <tr><th>ring<th>lookup<th>ns<th>peak/mean load<th>weights<th>order of joining<th>may leave
 * <tr><td>{@link #consistent}<td>O(1)<td>16, 20<td>1.13 to 1.3<td>yes<td>irrelevant<td>any
 * <tr><td>{@link #maglev}<td>O(1)<td>12, 14<td>1.01<td>yes<td>irrelevant<td>any
 * <tr><td>{@link #rendezvous}<td>O(n)<td>29, 1400<td>1.00<td>yes<td>irrelevant<td>any
 * <tr><td>{@link #ketama}<td>O(1)<td>120, 140<td>1.10 to 1.4<td>yes<td>irrelevant<td>any
 * <tr><td>{@link #memento}<td>O(1)<td>17, 17<td>1.00<td>no<td>must be equal<td>any
 * <tr><td>{@link #jump}<td>O(log n)<td>19, 35<td>1.00<td>no<td>must be equal<td>the last
 * <tr><td>{@link #modulo}, {@link #crc32Modulo}<td>O(1)<td>12, 20<td>1.00<td>no<td>must be equal
 *     <td>any; most keys move
 * </table>
 *
 * <p><b>Keys.</b> Unless the ring says otherwise, keys and names are hashed by {@link Hasher},
 * which defines what a {@code String}, a {@code long} and a {@code byte[]} is to it. The three
 * forms of what looks like one key may belong to different nodes: use one form.
 *
 * <p><b>Thread safety:</b> rings are immutable. <b>Cost:</b> {@code get(key)} allocates nothing,
 * with {@link #ketama} for short keys only; {@link #with} and {@link #without} leave this ring as
 * it is and reuse its hashes, O(points) for the rings with points.
 *
 * <p><b>Errors:</b> an {@code IllegalArgumentException} names the argument and what was expected of
 * it: no nodes at all, a blank name, a name twice, a weight below 1.
 *
 * @param <T> what keys are mapped to
 */
public interface HashRing<T> {
  /** The node of {@code key}; the same one from every ring of the same nodes. */
  T get(String key);

  /** The node of {@code key}; see {@link Hasher#hash(long)} for how it relates to other forms. */
  T get(long key);

  /** The node of {@code key}; the array is only read. */
  T get(byte[] key);

  /**
   * The first {@code count} choices of {@code key}, all different, the first of them {@link
   * #get(String)}; fewer if there are fewer nodes. For replicas and failover.
   *
   * <p>Rings of points continue along the ring; all others in the {@link #rendezvous} order of the
   * key, which takes O(n).
   *
   * @param count at least 1
   */
  List<T> get(String key, int count);

  /** Like {@link #get(String, int)}. */
  List<T> get(long key, int count);

  /** Like {@link #get(String, int)}. */
  List<T> get(byte[] key, int count);

  /**
   * The first choice of {@code key} that is eligible, or null if none is: skips nodes that are down
   * or were tried already without building another ring. No node is asked twice.
   */
  @Nullable T get(String key, Predicate<? super T> eligible);

  /** Like {@link #get(String, Predicate)}. */
  @Nullable T get(long key, Predicate<? super T> eligible);

  /** Like {@link #get(String, Predicate)}. */
  @Nullable T get(byte[] key, Predicate<? super T> eligible);

  /**
   * The node of the key with this hash, for callers that hash a key once and look it up often:
   * {@code ring.getHashed(Hasher.standard().hash(key))} is {@code ring.get(key)}.
   *
   * @param hash the key by the ring's hasher. {@link #crc32Modulo} goes by the CRC-32, unsigned;
   *     {@link #ketama} by the first word of the MD5 in the upper half, the lower half zero
   */
  T getHashed(long hash);

  /** Like {@link #get(String, Predicate)}, for the key with this hash. */
  @Nullable T getHashed(long hash, Predicate<? super T> eligible);

  /**
   * All nodes, unmodifiable: by name where the order of joining is irrelevant, else by bucket, and
   * buckets are numbered in the order of joining.
   */
  List<T> nodes();

  /** Number of nodes, at least 1. */
  int size();

  /**
   * This ring and one node more, at the weight the builder's function gives it, by default 1.
   *
   * <p>About 1/(n + 1) of the keys move, all to the new node; with {@link #modulo} most keys do.
   *
   * @throws IllegalArgumentException if a node of that name is in this ring; to change a weight,
   *     take the node out and add it again
   */
  HashRing<T> with(T node);

  /** Like {@link #with(Object)}, at this weight, which is at least 1. */
  HashRing<T> with(T node, int weight);

  /**
   * This ring less one node, found by its name; only the keys of that node move.
   *
   * @throws IllegalArgumentException if no node of that name is in this ring, if it is the only
   *     one, or if the algorithm cannot let it go ({@link #jump})
   */
  HashRing<T> without(T node);

  /**
   * This ring at other weights: what a ring of the nodes that keep a weight would be. For fleets
   * where nodes fall out and return, or gain weight slowly: build one ring of all of them at full
   * weight and derive the others from it.
   *
   * <p><b>Cost:</b> O(n), 10 ns a node, and 28 to 32 bytes each: points stay where they are,
   * lookups pass over those that count for nothing (4 to 7 ns more). Built anew are {@link
   * #maglev}, {@link #ketama} where the shares of others change, and {@link #consistent} where a
   * node grows or less than a quarter of the points is left.
   *
   * @param weights one for each of {@link #nodes} in that order, 0 for a node that is left out, as
   *     by {@link #without} from the last to the first; {@link #jump} renumbers instead
   * @throws IllegalArgumentException if their number is another, one is negative, all are 0, or
   *     they differ where the ring knows no weights
   */
  HashRing<T> reweighted(int... weights);

  /**
   * The default: a ring of 160 points per unit of weight, after Karger et al.
   *
   * <p><b>Use it</b> when nodes come and go one by one and clients learn of them in any order.
   * <b>Not when</b> loads must be even: their standard deviation is 8 % of the mean, the fullest
   * node has 1.13 (n = 10), 1.2 (n = 100), 1.23 (n = 1000) of it, with other names up to 1.4.
   * {@link #maglev}, {@link #rendezvous} and {@link #boundedLoad} are even.
   *
   * <p>Weights like 100 and 200 make as many points as they say; with {@link
   * RingBuilder#virtualNodes} 2 they give the same shares at a fraction of the memory.
   *
   * <p><b>Cost:</b> 1.4 KB a unit of weight; 1000 nodes are built in 3 to 5 ms, changed in 0.3 ms.
   * Point r of a node is output r of SplitMix64 seeded with the hash of its name; equal points are
   * in the order of the names.
   *
   * @see <a href="https://doi.org/10.1145/258533.258660">D. Karger et al., <i>Consistent Hashing
   *     and Random Trees</i>, STOC 1997</a>
   */
  static HashRing<String> consistent(Collection<String> nodes) {
    return builder(nodes).consistent();
  }

  /**
   * Bit for bit the ring of libketama, for sharing memcached nodes with its other clients.
   *
   * <p><b>Use it</b> for that only. A name must read as there, mostly {@code host:port}. Weights
   * are shares of 160 points a node on average, in libketama's {@code float} arithmetic. A {@code
   * byte[]} key equals the string it is in UTF-8, a {@code long} key its decimal digits.
   * spymemcached agrees while all weights are equal.
   *
   * <p>A different weight, and at few sizes (first at n = 61) rounding, changes the number of
   * points of other nodes too; then some more keys move than have to.
   *
   * <p><b>Cost:</b> MD5 of every key: about 120 ns, and garbage only for keys of more than 55
   * bytes, a {@code String} that is not ASCII, or a {@code long}. 1.4 KB a node; 1000 nodes are
   * built in 8 to 10 ms, changed in 0.5 ms.
   *
   * @see <a
   *     href="https://www.metabrew.com/article/libketama-consistent-hashing-algo-memcached-clients">
   *     R. Jones, <i>libketama</i>, 2007</a>
   */
  static HashRing<String> ketama(Collection<String> nodes) {
    return builder(nodes).ketama();
  }

  /**
   * Highest random weight: the node with the highest hash of key and name, {@code -weight / ln(u)}.
   *
   * <p><b>Use it</b> for up to 50 nodes: even (peak/mean 1.00 but for chance), exact weights, least
   * movement, and each key has its own order, so the load of a failed node spreads over all others.
   * <b>Not when</b> n is large: each lookup visits every node.
   *
   * <p><b>Cost:</b> 1.3 ns a node, 50 ns a distinct weight if there are several; 32 bytes a node.
   *
   * @see <a href="https://doi.org/10.1109/90.663936">D. Thaler, C. Ravishankar, <i>Using Name-Based
   *     Mappings to Increase Hit Rates</i>, IEEE/ACM ToN 1998</a>
   */
  static HashRing<String> rendezvous(Collection<String> nodes) {
    return builder(nodes).rendezvous();
  }

  /**
   * A fixed table of 65537 entries, shared out evenly: the fastest lookup, the same for any n.
   *
   * <p><b>Use it</b> for the evenest load by name (peak/mean 1.01 while n is below a hundredth of
   * the table, see {@link RingBuilder#tableSize}). <b>Not when</b> every moved key hurts: beside
   * the keys that must move, a change moves 0.2 % (n = 10) to 0.6 % (n = 100 and more) of the
   * others.
   *
   * <p><b>Cost:</b> 131 KB whatever n, and 32 bytes a node; every change fills the table anew, 2
   * ms.
   *
   * @see <a
   *     href="https://www.usenix.org/conference/nsdi16/technical-sessions/presentation/eisenbud">D.
   *     Eisenbud et al., <i>Maglev: A Fast and Reliable Software Network Load Balancer</i>, NSDI
   *     2016</a>
   */
  static HashRing<String> maglev(Collection<String> nodes) {
    return builder(nodes).maglev();
  }

  /**
   * Numbered buckets of which any can go: MementoHash over BinomialHash.
   *
   * <p><b>Use it</b> for shards or nodes whose changes all clients see in the same order: even,
   * least movement, little memory. <b>Not when</b> clients discover nodes on their own: a newcomer
   * takes the bucket that went last, so the order of changes decides the mapping.
   *
   * <p><b>Cost:</b> near {@link #modulo}; about 3 ns more with a fifth of the buckets gone. 44
   * bytes a node.
   *
   * @see <a href="https://doi.org/10.1109/TNET.2024.3393476">M. Coluzzi et al., <i>MementoHash: A
   *     Stateful, Minimal Memory, Best Performing Consistent Hash Algorithm</i>, 2024</a>
   */
  static HashRing<String> memento(Collection<String> nodes) {
    return builder(nodes).memento();
  }

  /**
   * Jump hash: numbered buckets of which only the last can go; the function of Lamping and Veach,
   * applied to the hash of the key.
   *
   * <p><b>Use it</b> for shards only ever added. <b>Not when</b> any may leave: {@link #memento}.
   *
   * <p><b>Cost:</b> O(log n), about 2.5 ns for each doubling of n; 32 bytes a node.
   *
   * @see <a href="https://arxiv.org/abs/1406.2294">J. Lamping, E. Veach, <i>A Fast, Minimal Memory,
   *     Consistent Hash Algorithm</i>, 2014</a>
   */
  static HashRing<String> jump(Collection<String> nodes) {
    return builder(nodes).jump();
  }

  /**
   * {@code floorMod(key, n)}: a {@code long} key as it is, others by their hash.
   *
   * <p><b>Use it</b> to read what was sharded that way. <b>Not when</b> n may change: from n to n +
   * 1 nodes n/(n + 1) of the keys move, 75 % from 3 to 4 where {@link #consistent} moves 25 %.
   *
   * <p><b>Cost:</b> a division; 32 bytes a node.
   */
  static HashRing<String> modulo(Collection<String> nodes) {
    return builder(nodes).modulo();
  }

  /**
   * CRC-32 of the key's UTF-8 form, unsigned, modulo n, as many clients shard; a {@code byte[]} key
   * is taken as it is, a {@code long} key by its decimal digits. Moves keys like {@link #modulo}.
   *
   * <p><b>Cost:</b> 1 ns a byte and a division; 32 bytes a node.
   */
  static HashRing<String> crc32Modulo(Collection<String> nodes) {
    return builder(nodes).crc32Modulo();
  }

  /**
   * The same ring, but no node gets more than {@code 1 + epsilon} times its fair share of the load.
   *
   * <p>A node has room while its load is below {@code ceil((1 + epsilon) * (m + 1) * weight /
   * totalWeight)}, m being the load of all. A key whose node is full goes to the first with room in
   * the {@link #rendezvous} order of the key, so overflow spreads over all others instead of
   * drowning the neighbour. {@code get(key, count)} names those with room first. If all are full,
   * or all eligible ones, load yields and the first choice serves.
   *
   * <p><b>Use it</b> when few keys make most of the load. The load is what this process knows, such
   * as requests in flight; several clients each bound only their own.
   *
   * <p><b>Cost:</b> reads the load of every node, unless the total is given; overflow takes O(n).
   * 12 bytes a node on top of the ring's.
   *
   * @param ring one made by this interface's factories or by a {@link RingBuilder}
   * @param epsilon above 0; 0.25 allows a quarter above the mean, usual are 0.25 to 1
   * @param load current load of a node, in any unit, not negative
   * @see <a href="https://arxiv.org/abs/1608.01350">V. Mirrokni, M. Thorup, M. Zadimoghaddam,
   *     <i>Consistent Hashing with Bounded Loads</i>, 2016</a>
   */
  static <T> HashRing<T> boundedLoad(
      HashRing<T> ring, double epsilon, ToLongFunction<? super T> load) {
    return BoundedLoadRing.of(ring, epsilon, load, null);
  }

  /**
   * Like {@link #boundedLoad(HashRing, double, ToLongFunction)} with the sum of all loads from
   * {@code total}, which keeps the lookup O(1) while the first choice has room.
   */
  static <T> HashRing<T> boundedLoad(
      HashRing<T> ring, double epsilon, ToLongFunction<? super T> load, LongSupplier total) {
    return BoundedLoadRing.of(ring, epsilon, load, notNull(total, "total"));
  }

  /** Options for nodes that are their own names. */
  static RingBuilder<String> builder(Collection<String> nodes) {
    return new RingBuilder<>(nodes, Function.identity());
  }

  /** Options for nodes of any type, each with the name that {@code name} gives it. */
  static <T> RingBuilder<T> builder(
      Collection<? extends T> nodes, Function<? super T, String> name) {
    return new RingBuilder<>(nodes, name);
  }
}
