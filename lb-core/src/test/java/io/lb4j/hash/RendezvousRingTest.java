package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RendezvousRingTest implements OrderFreeContract {
  @Override
  public HashRing<String> ring(Collection<String> nodes) {
    return HashRing.rendezvous(nodes);
  }

  @Override
  public HashRing<String> ring(Map<String, Integer> weights) {
    return HashRing.builder(weights.keySet()).weight(weights::get).rendezvous();
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.07 : 1.12; // chance: 1000 keys a node have a sigma of 3.2 %
  }

  @Override
  public double weightTolerance() {
    return 0.02;
  }

  @Override
  public int golden() {
    return 745423541;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-6", "node-1", "node-2", "node-1", "node-1", "node-8", "node-3", "node-3");
  }

  @Test
  void loadIsUniform() {
    // 100,000 keys on 10 nodes: 9 degrees of freedom, 27.9 is exceeded once in 1000.
    assertThat(Rings.chiSquare(ring(nodes(10)), keys(100_000))).isLessThan(27.9);
  }

  @Test
  void ranksByTheScoreOfTheDefinition() {
    Map<String, Integer> weights = new HashMap<>();
    nodes(20).forEach(node -> weights.put(node, 1 + weights.size() % 5));
    HashRing<String> ring = ring(weights);
    for (String key : keys(2000)) {
      List<String> ranked =
          weights.keySet().stream()
              .sorted(
                  Comparator.comparingDouble(
                          (String node) -> score(key, node, weights.getOrDefault(node, 1)))
                      .reversed())
              .toList();
      assertThat(ring.get(key)).isEqualTo(ranked.get(0));
      assertThat(ring.get(key, 20)).isEqualTo(ranked);
    }
  }

  private static double score(String key, String node, int weight) {
    long hash = SplitMix.mix(Hasher.standard().hash(key) ^ Hasher.standard().hash(node));
    return -weight / Math.log(((hash >>> 11) + 0.5) / (1L << 53));
  }

  @Test
  void secondChoicesSpreadOverAllOthers() {
    HashRing<String> ring = ring(nodes(10));
    Map<String, Integer> second = new HashMap<>();
    for (String key : keys(100_000)) {
      List<String> two = ring.get(key, 2);
      if (two.get(0).equals("node-0")) {
        second.merge(two.get(1), 1, Integer::sum);
      }
    }
    // About 10,000 keys over 9 nodes: mean 1111, sigma 31.
    assertThat(second.values()).hasSize(9).allSatisfy(n -> assertThat(n).isBetween(950, 1270));
  }
}
