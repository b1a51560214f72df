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
 * ring.get("user:123");           // always the same node
 * ring.get("user:123", 2);        // that node, and who takes over when it fails
 * ring = ring.with("c");          // a new ring; a third of the keys move, all of them to "c"
 * }</pre>
 *
 * <p>A node is known by its name: names differ, are not blank, and say where the node's keys lie.
 *
 * <p><b>Thread safety:</b> rings are immutable.
 *
 * @param <T> what keys are mapped to
 */
@SuppressWarnings("exports") // JSpecify is seen at compile time only, by those who look for it
public interface HashRing<T> {
  /** The node of {@code key}. */
  T get(String key);

  /** The node of {@code key}. */
  T get(long key);

  /** The node of {@code key}. */
  T get(byte[] key);

  /** The first {@code count} choices, all different, fewer if there are fewer nodes. */
  List<T> get(String key, int count);

  /** The first {@code count} choices, all different, fewer if there are fewer nodes. */
  List<T> get(long key, int count);

  /** The first {@code count} choices, all different, fewer if there are fewer nodes. */
  List<T> get(byte[] key, int count);

  /** The first choice that is eligible, or null if none is. */
  @Nullable T get(String key, Predicate<? super T> eligible);

  /** The first choice that is eligible, or null if none is. */
  @Nullable T get(long key, Predicate<? super T> eligible);

  /** The first choice that is eligible, or null if none is. */
  @Nullable T get(byte[] key, Predicate<? super T> eligible);

  /** All nodes. */
  List<T> nodes();

  /** Number of nodes, at least 1. */
  int size();

  /** A ring with {@code node} too, which must not be in this ring. */
  HashRing<T> with(T node);

  /** A ring with {@code node} too, which must not be in this ring, at this weight. */
  HashRing<T> with(T node, int weight);

  /** A ring without {@code node}, which must be in this ring and not the only one. */
  HashRing<T> without(T node);

  /** The default ring. */
  static HashRing<String> consistent(Collection<String> nodes) {
    return builder(nodes).consistent();
  }

  /** The ring of libketama. */
  static HashRing<String> ketama(Collection<String> nodes) {
    return builder(nodes).ketama();
  }

  static HashRing<String> rendezvous(Collection<String> nodes) {
    return builder(nodes).rendezvous();
  }

  static HashRing<String> maglev(Collection<String> nodes) {
    return builder(nodes).maglev();
  }

  static HashRing<String> memento(Collection<String> nodes) {
    return builder(nodes).memento();
  }

  static HashRing<String> jump(Collection<String> nodes) {
    return builder(nodes).jump();
  }

  static HashRing<String> modulo(Collection<String> nodes) {
    return builder(nodes).modulo();
  }

  static HashRing<String> crc32Modulo(Collection<String> nodes) {
    return builder(nodes).crc32Modulo();
  }

  static <T> HashRing<T> boundedLoad(
      HashRing<T> ring, double epsilon, ToLongFunction<? super T> load) {
    return BoundedLoadRing.of(ring, epsilon, load, null);
  }

  static <T> HashRing<T> boundedLoad(
      HashRing<T> ring, double epsilon, ToLongFunction<? super T> load, LongSupplier total) {
    return BoundedLoadRing.of(ring, epsilon, load, notNull(total, "total"));
  }

  /** A builder for nodes that are their own names. */
  static RingBuilder<String> builder(Collection<String> nodes) {
    return new RingBuilder<>(nodes, Function.identity());
  }

  /** A builder for nodes of any type. */
  static <T> RingBuilder<T> builder(
      Collection<? extends T> nodes, Function<? super T, String> name) {
    return new RingBuilder<>(nodes, name);
  }
}
