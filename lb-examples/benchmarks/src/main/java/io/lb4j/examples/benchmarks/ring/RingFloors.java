package io.lb4j.examples.benchmarks.ring;

import io.lb4j.hash.Hasher;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The least that a lookup by key has to do: hash it, and find the hash in a table or a ring. */
final class RingFloors {
  static final String HASH = "floor: hash";
  static final String TABLE = "floor: hash + one load";
  static final String SEARCH = "floor: hash + binary search";

  private static final int TABLE_SIZE = 65_537;
  private static final int POINTS_PER_NODE = 160;
  private static final long SEED = 7;

  private RingFloors() {}

  static Lookup hash(List<String> nodes, String[] keys) {
    Hasher hasher = Hasher.standard();
    Object[] two = nodes.subList(0, 2).toArray();
    return key -> two[(int) (hasher.hash(keys[key]) >>> 63)];
  }

  static Lookup table(List<String> nodes, String[] keys) {
    Hasher hasher = Hasher.standard();
    Object[] names = nodes.toArray();
    int[] table = new Random(SEED).ints(TABLE_SIZE, 0, names.length).toArray();
    return key -> {
      long hash = hasher.hash(keys[key]);
      return names[table[(int) Math.multiplyHigh(hash >>> 1, 2L * TABLE_SIZE)]];
    };
  }

  static Lookup search(List<String> nodes, String[] keys) {
    Hasher hasher = Hasher.standard();
    Object[] names = nodes.toArray();
    long[] points = points(names.length);
    int[] owners = new Random(SEED).ints(points.length, 0, names.length).toArray();
    return key -> {
      int at = Arrays.binarySearch(points, hasher.hash(keys[key]));
      int next = at < 0 ? -1 - at : at;
      return names[owners[next == points.length ? 0 : next]];
    };
  }

  /** A ring's points without its nodes: as many, sorted, at random. */
  static long[] points(int nodes) {
    long[] points = new Random(SEED).longs((long) nodes * POINTS_PER_NODE).toArray();
    Arrays.sort(points);
    return points;
  }
}
