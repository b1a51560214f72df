package io.lb4j.hash;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notNull;
import static io.lb4j.internal.Checks.positive;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Options of a {@link HashRing}; the last call names the algorithm and builds the ring.
 *
 * <pre>{@code
 * HashRing<Endpoint> ring = HashRing.builder(endpoints, Endpoint::id)
 *     .weight(Endpoint::weight)
 *     .consistent();
 * }</pre>
 *
 * <p><b>Thread safety:</b> none; build in one thread and share the ring.
 *
 * @param <T> what the ring maps keys to
 */
public final class RingBuilder<T> {
  private final List<T> nodes;
  private final Function<? super T, String> name;
  private ToIntFunction<? super T> weight = node -> 1;
  private Hasher hasher = Hasher.standard();
  private int virtualNodes = 160;
  private int tableSize = 65537;

  RingBuilder(Collection<? extends T> nodes, Function<? super T, String> name) {
    this.nodes = List.copyOf(notNull(nodes, "nodes"));
    this.name = notNull(name, "name");
  }

  /** Shares of the keys, {@code >= 1}; default 1 for all. Also asked by {@link HashRing#with}. */
  public RingBuilder<T> weight(ToIntFunction<? super T> weight) {
    this.weight = notNull(weight, "weight");
    return this;
  }

  /** Hash of names and keys; default {@link Hasher#standard()}. Ketama and CRC32 have their own. */
  public RingBuilder<T> hasher(Hasher hasher) {
    this.hasher = notNull(hasher, "hasher");
    return this;
  }

  /** Points per unit of weight in {@link #consistent()}, {@code >= 1}; default 160. */
  public RingBuilder<T> virtualNodes(int virtualNodes) {
    this.virtualNodes = positive(virtualNodes, "virtualNodes");
    return this;
  }

  /** Entries of the table of {@link #maglev()}, a prime; default 65537, best above 100 a node. */
  public RingBuilder<T> tableSize(int tableSize) {
    check(
        MaglevRing.isPrime(tableSize), "tableSize", tableSize, "a prime, such as 65537 or 655373");
    this.tableSize = tableSize;
    return this;
  }

  /** See {@link HashRing#consistent}. */
  public HashRing<T> consistent() {
    return ConsistentRing.of(members(), virtualNodes);
  }

  /** See {@link HashRing#ketama}. */
  public HashRing<T> ketama() {
    return KetamaRing.of(members());
  }

  /** See {@link HashRing#rendezvous}. */
  public HashRing<T> rendezvous() {
    return RendezvousRing.of(members());
  }

  /** See {@link HashRing#maglev}. */
  public HashRing<T> maglev() {
    return MaglevRing.of(members(), tableSize);
  }

  /** See {@link HashRing#memento}; refuses weights that differ. */
  public HashRing<T> memento() {
    return MementoRing.of(members());
  }

  /** See {@link HashRing#jump}; refuses weights that differ. */
  public HashRing<T> jump() {
    return new JumpRing<>(members());
  }

  /** See {@link HashRing#modulo}; refuses weights that differ. */
  public HashRing<T> modulo() {
    return new ModuloRing<>(members());
  }

  /** See {@link HashRing#crc32Modulo}; refuses weights that differ. */
  public HashRing<T> crc32Modulo() {
    return new Crc32Ring<>(members());
  }

  private Members<T> members() {
    return Members.of(nodes, name, weight, hasher);
  }
}
