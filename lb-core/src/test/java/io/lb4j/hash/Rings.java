package io.lb4j.hash;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Names, keys and counts that the tests of rings share. */
final class Rings {
  private Rings() {}

  /** {@code node-0} to {@code node-(n-1)}. */
  static List<String> nodes(int n) {
    return IntStream.range(0, n).mapToObj(i -> "node-" + i).toList();
  }

  static List<String> keys(int n) {
    return IntStream.range(0, n).mapToObj(i -> "key-" + i).toList();
  }

  /** The node of each key, in the order of the keys. */
  static List<String> owners(HashRing<String> ring, Collection<String> keys) {
    return keys.stream().map(ring::get).toList();
  }

  static Map<String, Integer> load(HashRing<String> ring, Collection<String> keys) {
    Map<String, Integer> load = new HashMap<>();
    keys.forEach(key -> load.merge(ring.get(key), 1, Integer::sum));
    return load;
  }

  static double peakToMean(HashRing<String> ring, Collection<String> keys) {
    int peak = load(ring, keys).values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return peak * (double) ring.size() / keys.size();
  }

  /** Chi-square of the load against equal shares: n - 1 on average, sigma sqrt(2 (n - 1)). */
  static double chiSquare(HashRing<String> ring, Collection<String> keys) {
    double mean = keys.size() / (double) ring.size();
    Map<String, Integer> load = load(ring, keys);
    return ring.nodes().stream()
        .mapToDouble(node -> load.getOrDefault(node, 0) - mean)
        .map(difference -> difference * difference / mean)
        .sum();
  }

  /** Share of the keys that have another node in {@code after}. */
  static double moved(HashRing<String> before, HashRing<String> after, Collection<String> keys) {
    long moved = keys.stream().filter(key -> !before.get(key).equals(after.get(key))).count();
    return moved / (double) keys.size();
  }

  /** A number of all owners of 1000 keys in each form, and of their second choices. */
  static int fingerprint(HashRing<String> ring) {
    int print = 0;
    for (int i = 0; i < 1000; i++) {
      String key = "key-" + i;
      print = 31 * print + ring.get(key).hashCode();
      print = 31 * print + ring.get((long) i).hashCode();
      print = 31 * print + ring.get(key.getBytes(StandardCharsets.UTF_8)).hashCode();
      print = 31 * print + ring.get(key, 3).hashCode();
    }
    return print;
  }
}
