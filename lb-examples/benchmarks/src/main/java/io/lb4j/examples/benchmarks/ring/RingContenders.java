package io.lb4j.examples.benchmarks.ring;

import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.examples.benchmarks.peer.Grpc;
import io.lb4j.examples.benchmarks.peer.GuavaHash;
import io.lb4j.examples.benchmarks.peer.Spymemcached;
import io.lb4j.examples.benchmarks.peer.TreeMapKetama;
import io.lb4j.examples.benchmarks.peer.Vertx;
import io.lb4j.hash.HashRing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every ring that is measured. Lambdas, so that a run loads the classes of one contender only. */
public final class RingContenders {
  private static final Map<String, Supplier<Balancer>> BALANCERS =
      new TreeMap<>(
          Map.of(
              "lb4j balancer consistentHash", () -> Balancers.consistentHash(),
              "lb4j balancer boundedLoadHash", () -> Balancers.boundedLoadHash(),
              "lb4j balancer rendezvous", () -> Balancers.rendezvous(),
              "lb4j balancer maglev", () -> Balancers.maglev(),
              "lb4j balancer jump", () -> Balancers.jump()));

  private static final List<RingContender<?>> ALL =
      Stream.of(floors(), ours(), balancers(), peers()).flatMap(List::stream).toList();

  private RingContenders() {}

  public static List<RingContender<?>> all() {
    return ALL;
  }

  /**
   * The contender of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RingContender<?> named(String name) {
    return ALL.stream()
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("ring: " + name));
  }

  /**
   * A ring of lb4j over these nodes, to be changed.
   *
   * @throws IllegalArgumentException if the name is not one of lb4j's rings
   */
  @SuppressWarnings("unchecked") // lb4j(..) made it, over names
  public static HashRing<String> ours(String name, List<String> nodes) {
    if (named(name).build().apply(nodes) instanceof HashRing<?> ring) {
      return (HashRing<String>) ring;
    }
    throw new IllegalArgumentException("ring: " + name + " (expected: one of lb4j)");
  }

  /**
   * The balancer that a contender is made of.
   *
   * @throws IllegalArgumentException if the name is not one of lb4j's balancers
   */
  public static Balancer balancer(String name) {
    Supplier<Balancer> balancer = BALANCERS.get(name);
    if (balancer == null) {
      throw new IllegalArgumentException("balancer: " + name + " (expected: " + BALANCERS + ")");
    }
    return balancer.get();
  }

  /** Names of all of them. */
  public static Set<String> balancerNames() {
    return BALANCERS.keySet();
  }

  private static List<RingContender<?>> floors() {
    return List.of(
        RingContender.whole(RingFloors.HASH, RingFloors.HASH, (n, k) -> RingFloors.hash(n, k)),
        RingContender.whole(RingFloors.TABLE, RingFloors.TABLE, (n, k) -> RingFloors.table(n, k)),
        new RingContender<>(
            RingFloors.SEARCH,
            RingFloors.SEARCH,
            true,
            nodes -> List.of(RingFloors.points(nodes.size()), nodes),
            (ring, keys) -> RingFloors.search(names(ring), keys)));
  }

  @SuppressWarnings("unchecked")
  private static List<String> names(List<?> pointsAndNodes) {
    return (List<String>) pointsAndNodes.get(1);
  }

  private static List<RingContender<?>> ours() {
    return List.of(
        lb4j("consistent", RingFloors.SEARCH, nodes -> HashRing.consistent(nodes)),
        lb4j("ketama", RingFloors.SEARCH, nodes -> HashRing.ketama(nodes)),
        lb4j("rendezvous", RingFloors.TABLE, nodes -> HashRing.rendezvous(nodes)),
        lb4j("jump", RingFloors.TABLE, nodes -> HashRing.jump(nodes)),
        lb4j("maglev", RingFloors.TABLE, nodes -> HashRing.maglev(nodes)),
        lb4j("memento", RingFloors.TABLE, nodes -> HashRing.memento(nodes)));
  }

  private static RingContender<HashRing<String>> lb4j(
      String name, String floor, Function<List<String>, HashRing<String>> build) {
    BiFunction<HashRing<String>, String[], Lookup> open =
        (ring, keys) -> key -> ring.get(keys[key]);
    return RingContender.ring("lb4j " + name, floor, build, open);
  }

  /** The same rings as balancers: a context is made for each request, and hashes its key. */
  private static List<RingContender<?>> balancers() {
    return BALANCERS.keySet().stream().<RingContender<?>>map(RingContenders::picks).toList();
  }

  private static RingContender<List<String>> picks(String name) {
    boolean points = name.endsWith("Hash");
    return RingContender.whole(
        name,
        points ? RingFloors.SEARCH : RingFloors.TABLE,
        (n, k) -> KeyedPicks.of(balancer(name), n, k));
  }

  private static List<RingContender<?>> peers() {
    return List.of(
        RingContender.whole(
            "gRPC ring_hash", RingFloors.SEARCH, (n, k) -> Grpc.ringHash(n.size(), k)),
        RingContender.whole(
            "Vert.x consistent_hashing(160)",
            RingFloors.SEARCH,
            (n, k) -> Vertx.consistentHash(n.size(), k)),
        RingContender.whole(
            "Guava consistentHash", RingFloors.TABLE, (n, k) -> GuavaHash.lookup(n, k)),
        RingContender.ring(
            "TreeMap ketama (naive)",
            RingFloors.SEARCH,
            nodes -> new TreeMapKetama(nodes),
            (ring, keys) -> key -> ring.get(keys[key])),
        RingContender.ring(
            "spymemcached ketama",
            RingFloors.SEARCH,
            nodes -> Spymemcached.ring(nodes),
            (ring, keys) -> key -> ring.getPrimary(keys[key])));
  }
}
