package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rings by name: the way nodes arrived does not matter, and weights are honoured. */
interface OrderFreeContract extends MinimalMovementContract {
  /** A ring whose nodes weigh what the map says. */
  HashRing<String> ring(Map<String, Integer> weights);

  /** Largest relative error of a node's share with weights 1 to 4 and 400,000 keys. */
  double weightTolerance();

  @Test
  default void orderOfArrivalDoesNotMatter() {
    int expected = Rings.fingerprint(ring(nodes(10)));
    List<String> shuffled = new ArrayList<>(nodes(10));
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(shuffled, random);
      assertThat(Rings.fingerprint(ring(shuffled))).isEqualTo(expected);
      assertThat(ring(shuffled).nodes()).isSorted();
    }
  }

  @Test
  default void randomChangesEndLikeAFreshRing() {
    SplittableRandom random = new SplittableRandom(42);
    Map<String, Integer> weights = new TreeMap<>(Map.of("node-0", 1));
    HashRing<String> ring = ring(weights);
    for (int step = 0; step < 200; step++) {
      String node = "node-" + random.nextInt(30);
      if (weights.containsKey(node) && weights.size() > 1) {
        ring = ring.without(node);
        weights.remove(node);
      } else if (!weights.containsKey(node)) {
        int weight = random.nextInt(1, 4);
        ring = ring.with(node, weight);
        weights.put(node, weight);
      }
      if (step % 20 == 19) {
        assertThat(Rings.fingerprint(ring)).isEqualTo(Rings.fingerprint(ring(weights)));
      }
    }
  }

  @Test
  default void sharesFollowTheWeights() {
    // 400,000 keys over weights 1 to 4: the least share is 40,000, sigma 190 or 0.5 %.
    Map<String, Integer> weights = Map.of("a", 1, "b", 2, "c", 3, "d", 4);
    Map<String, Integer> load = Rings.load(ring(weights), keys(400_000));
    weights.forEach(
        (node, weight) ->
            assertThat(load.getOrDefault(node, 0) / (40_000.0 * weight))
                .as(node)
                .isBetween(1 - weightTolerance(), 1 + weightTolerance()));
  }

  @Test
  default void equalWeightsOfAnySizeAreEqualShares() {
    Map<String, Integer> weights = new TreeMap<>();
    nodes(10).forEach(node -> weights.put(node, 3));
    assertThat(Rings.peakToMean(ring(weights), keys(10_000))).isLessThan(peakToMean(10));
  }

  @Test
  default void weightsBelowOneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring(Map.of("a", 0)))
        .withMessage("weight: 0 (expected: >= 1, 'a')");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring(Map.of("a", -1)))
        .withMessage("weight: -1 (expected: >= 1, 'a')");
  }

  /** Falling out, coming back, losing and gaining weight, from one ring and from each other. */
  @Test
  default void otherWeightsEndLikeAFreshRing() {
    SplittableRandom random = new SplittableRandom(43);
    Map<String, Integer> full = new TreeMap<>();
    nodes(20).forEach(node -> full.put(node, 3));
    HashRing<String> base = ring(full);
    HashRing<String> derived = base;
    for (int step = 0; step < 60; step++) {
      HashRing<String> from = step % 3 == 0 ? base : derived;
      Map<String, Integer> expected = new TreeMap<>();
      int[] weights = new int[from.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(10) == 0 ? 0 : random.nextInt(1, step % 20 == 19 ? 6 : 4);
        if (weights[i] > 0) {
          expected.put(from.nodes().get(i), weights[i]);
        }
      }
      derived = from.reweighted(weights);
      assertThat(derived.nodes()).containsExactlyElementsOf(expected.keySet());
      assertThat(Rings.fingerprint(derived)).isEqualTo(Rings.fingerprint(ring(expected)));
      HashRing<String> edited = derived.with("new", 2).without(derived.nodes().get(1));
      expected.put("new", 2);
      expected.remove(derived.nodes().get(1));
      assertThat(Rings.fingerprint(edited)).isEqualTo(Rings.fingerprint(ring(expected)));
    }
    assertThat(Rings.fingerprint(base)).isEqualTo(Rings.fingerprint(ring(full)));
  }
}
