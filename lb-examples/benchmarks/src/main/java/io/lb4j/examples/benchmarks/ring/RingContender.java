package io.lb4j.examples.benchmarks.ring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One row of the results on rings.
 *
 * @param name unique; the first word says whose it is
 * @param floor name of the floor it is measured against
 * @param buildable true if {@code build} makes the ring and nothing else
 * @param build makes the ring over these nodes
 * @param open a lookup in that ring of these keys
 * @param <R> the ring
 */
public record RingContender<R>(
    String name,
    String floor,
    boolean buildable,
    Function<List<String>, R> build,
    BiFunction<R, String[], Lookup> open) {
  private static final double LEAST_REACHED = 0.35;

  static <R> RingContender<R> ring(
      String name,
      String floor,
      Function<List<String>, R> build,
      BiFunction<R, String[], Lookup> open) {
    return new RingContender<>(name, floor, true, build, open);
  }

  /** For those whose ring cannot be had without what surrounds it. */
  static RingContender<List<String>> whole(
      String name, String floor, BiFunction<List<String>, String[], Lookup> open) {
    return new RingContender<>(name, floor, false, nodes -> nodes, open);
  }

  /**
   * Builds it and checks that keys are spread and stay where they are.
   *
   * @throws IllegalStateException if they are not
   */
  public Lookup open(List<String> nodes, String[] keys) {
    Lookup lookup = open.apply(build.apply(nodes), keys);
    Set<Object> reached = new HashSet<>();
    for (int key = 0; key < keys.length; key++) {
      Object node = lookup.find(key);
      reached.add(node);
      if (!node.equals(lookup.find(key))) {
        throw new IllegalStateException(name + ": a key moved (expected: the same node each time)");
      }
    }
    if (!isFloor() && reached.size() < LEAST_REACHED * Math.min(nodes.size(), keys.length)) {
      throw new IllegalStateException(
          "%s: %d keys reached %d of %d nodes (expected: most of them)"
              .formatted(name, keys.length, reached.size(), nodes.size()));
    }
    return lookup;
  }

  public boolean isFloor() {
    return name.startsWith("floor");
  }
}
