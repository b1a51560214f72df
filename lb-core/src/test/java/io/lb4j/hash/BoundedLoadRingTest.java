package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Idle nodes keep the contract of the ring below; the other tests load them. */
class BoundedLoadRingTest implements OrderFreeContract {
  private final Map<String, Long> load = new HashMap<>();

  private long load(String node) {
    return load.getOrDefault(node, 0L);
  }

  private long total() {
    return load.values().stream().mapToLong(Long::longValue).sum();
  }

  private HashRing<String> bounded(HashRing<String> ring, double epsilon) {
    return HashRing.boundedLoad(ring, epsilon, this::load);
  }

  @Override
  public HashRing<String> ring(Collection<String> nodes) {
    return HashRing.boundedLoad(HashRing.maglev(nodes), 0.25, this::load, this::total);
  }

  @Override
  public HashRing<String> ring(Map<String, Integer> weights) {
    return bounded(HashRing.builder(weights.keySet()).weight(weights::get).maglev(), 0.25);
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.07 : 1.12;
  }

  @Override
  public double weightTolerance() {
    return 0.02;
  }

  @Override
  public double needless() {
    return 0.01;
  }

  @Override
  public int golden() {
    return 1133237182;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-9", "node-1", "node-2", "node-2", "node-5", "node-9", "node-2", "node-8");
  }

  @Test
  void noNodeEverExceedsItsCapacity() {
    for (double epsilon : new double[] {0.01, 0.25, 1}) {
      load.clear();
      HashRing<String> ring = bounded(HashRing.consistent(nodes(20)), epsilon);
      for (int m = 0; m < 5000; m++) {
        String node = ring.get("hot-" + m % 3); // three keys make all the load
        load.merge(node, 1L, Long::sum);
        assertThat(load(node)).isLessThanOrEqualTo((long) Math.ceil((1 + epsilon) * (m + 1) / 20));
      }
    }
  }

  @Test
  void capacityFollowsTheWeights() {
    Map<String, Integer> weights = Map.of("a", 1, "b", 2, "c", 5);
    HashRing<String> ring =
        bounded(HashRing.builder(weights.keySet()).weight(weights::get).rendezvous(), 0.1);
    for (int m = 0; m < 4000; m++) {
      String node = ring.get("hot");
      load.merge(node, 1L, Long::sum);
      double capacity = Math.ceil(1.1 * (m + 1) * weights.getOrDefault(node, 0) / 8);
      assertThat((double) load(node)).isLessThanOrEqualTo(capacity);
    }
    assertThat(load.keySet()).hasSize(3);
  }

  @Test
  void overflowSpreadsInsteadOfDrowningTheSuccessor() {
    HashRing<String> plain = HashRing.builder(nodes(20)).virtualNodes(1).consistent();
    HashRing<String> ring = bounded(plain, 0.25);
    String hot = hottest(plain);
    List<String> keys = keys(50_000).stream().filter(key -> plain.get(key).equals(hot)).toList();
    load.put(hot, 1000L);
    Map<String, Integer> overflow = Rings.load(ring, keys);
    assertThat(Rings.load(plain.without(hot), keys)).hasSize(1); // what walking would do
    assertThat(overflow).hasSize(19).doesNotContainKey(hot);
    int fair = keys.size() / 19;
    assertThat(fair).isGreaterThan(200); // sigma below 7 %
    assertThat(overflow.values())
        .allSatisfy(n -> assertThat(n / (double) fair).isBetween(0.7, 1.3));
  }

  private static String hottest(HashRing<String> ring) {
    Map<String, Integer> load = Rings.load(ring, keys(10_000));
    return Collections.max(load.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  @Test
  void fullNodesComeLastAndYieldToEligibility() {
    HashRing<String> ring = bounded(HashRing.consistent(nodes(5)), 0.25);
    String first = ring.get("key");
    load.put(first, 100L);
    List<String> order = ring.get("key", 5);
    assertThat(order).endsWith(first).startsWith(ring.get("key")).doesNotHaveDuplicates();
    assertThat(ring.get("key", node -> true)).isEqualTo(order.get(0));
    assertThat(ring.get("key", node -> !node.equals(order.get(0)))).isEqualTo(order.get(1));
    assertThat(ring.get("key", node -> node.equals(first))).isEqualTo(first);
    assertThat(ring.get("key", node -> false)).isNull();
  }

  @Test
  void totalCanBeGiven() {
    HashRing<String> plain = HashRing.consistent(nodes(5));
    HashRing<String> ring = HashRing.boundedLoad(plain, 0.25, this::load, () -> 1_000_000);
    load.put(plain.get("key"), 1000L);
    assertThat(ring.get("key")).isEqualTo(plain.get("key")); // room, as the total is large
    HashRing<String> wrong = HashRing.boundedLoad(plain, 0.25, node -> 10, () -> 0);
    assertThat(wrong.get("key")).isEqualTo(plain.get("key")); // all full: the first choice serves
  }

  @Test
  void badOptionsAreRefused() {
    HashRing<String> plain = HashRing.consistent(nodes(5));
    for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bounded(plain, epsilon))
          .withMessage(
              "epsilon: " + epsilon + " (expected: > 0, 0.25 for a quarter above the mean)");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded(bounded(plain, 1), 1))
        .withMessageEndingWith("(expected: one built by HashRing, not bounded)");
  }
}
