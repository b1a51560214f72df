package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsistentRingTest implements OrderFreeContract {
  @Override
  public HashRing<String> ring(Collection<String> nodes) {
    return HashRing.consistent(nodes);
  }

  @Override
  public HashRing<String> ring(Map<String, Integer> weights) {
    return HashRing.builder(weights.keySet()).weight(weights::get).consistent();
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.2 : 1.25;
  }

  @Override
  public double weightTolerance() {
    return 0.15; // 160 points have a sigma of 7.5 %; see fineRingHonoursWeightsWithinTwoPercent
  }

  @Override
  public int golden() {
    return -451657673;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-0", "node-9", "node-1", "node-0", "node-3", "node-4", "node-3", "node-9");
  }

  /** The definition in the Javadoc, on a tree map: unsigned points, ties to the lesser name. */
  @Test
  void agreesWithTheDefinition() {
    TreeMap<Long, String> points = new TreeMap<>(Long::compareUnsigned);
    for (String node : nodes(100)) {
      long state = Hasher.standard().hash(node);
      for (int r = 0; r < 160; r++) {
        state += 0x9E3779B97F4A7C15L;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        points.merge(z ^ (z >>> 31), node, (a, b) -> a.compareTo(b) < 0 ? a : b);
      }
    }
    HashRing<String> ring = ring(nodes(100));
    for (String key : keys(20_000)) {
      var owner = points.ceilingEntry(Hasher.standard().hash(key));
      assertThat(ring.get(key))
          .isEqualTo(owner == null ? points.firstEntry().getValue() : owner.getValue());
    }
  }

  @Test
  void fineRingHonoursWeightsWithinTwoPercent() {
    // 40,000 points a unit: sigma of a share is 0.5 % for weight 1, less for more.
    Map<String, Integer> weights = Map.of("a", 1, "b", 2, "c", 3, "d", 4);
    HashRing<String> ring =
        HashRing.builder(weights.keySet()).weight(weights::get).virtualNodes(40_000).consistent();
    Map<String, Integer> load = Rings.load(ring, keys(400_000));
    weights.forEach(
        (node, weight) ->
            assertThat(load.getOrDefault(node, 0) / (40_000.0 * weight)).isBetween(0.98, 1.02));
  }

  @Test
  void onePointANodeIsARingToo() {
    HashRing<String> ring = HashRing.builder(nodes(1000)).virtualNodes(1).consistent();
    assertThat(ring.get("key", 1000)).containsExactlyInAnyOrderElementsOf(nodes(1000));
  }

  @Test
  void anotherHasherIsAnotherMapping() {
    HashRing<String> other =
        HashRing.builder(nodes(10)).hasher(Hasher.seeded(1)).consistent().without("node-3");
    double moved = Rings.moved(ring(nodes(10)), other.with("node-3"), keys(10_000));
    assertThat(moved).isBetween(0.85, 0.95); // 9 of 10 by chance
  }

  /** With so few points that many keys lie past the last one; 100 rounds, seed 44. */
  @Test
  void losingWeightTwiceIsLosingItOnce() {
    SplittableRandom random = new SplittableRandom(44);
    for (int round = 0; round < 100; round++) {
      int virtualNodes = random.nextInt(1, 4);
      HashRing<String> full =
          HashRing.builder(nodes(6)).weight(node -> 4).virtualNodes(virtualNodes).consistent();
      int[] first = random.ints(6, 2, 5).toArray();
      int[] second = first.clone();
      second[random.nextInt(6)] = 1;
      HashRing<String> once =
          HashRing.builder(nodes(6))
              .weight(node -> second[node.charAt(5) - '0'])
              .virtualNodes(virtualNodes)
              .consistent();
      HashRing<String> twice = full.reweighted(first).reweighted(second);
      assertThat(Rings.fingerprint(twice)).isEqualTo(Rings.fingerprint(once));
    }
  }

  @Test
  void tooManyPointsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring(Map.of("a", Integer.MAX_VALUE)))
        .withMessage("weights x virtualNodes: 343597383520 (expected: <= 67108864 points)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring(List.of("a")).with("b", 1_000_000))
        .withMessageStartingWith("weights x virtualNodes: 160000160");
  }
}
