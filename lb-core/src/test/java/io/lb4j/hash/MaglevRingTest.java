package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaglevRingTest implements OrderFreeContract {
  @Override
  public HashRing<String> ring(Collection<String> nodes) {
    return HashRing.maglev(nodes);
  }

  @Override
  public HashRing<String> ring(Map<String, Integer> weights) {
    return HashRing.builder(weights.keySet()).weight(weights::get).maglev();
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
  void loadIsUniform() {
    // 100,000 keys on 10 nodes: 9 degrees of freedom, 27.9 is exceeded once in 1000.
    assertThat(Rings.chiSquare(ring(nodes(10)), keys(100_000))).isLessThan(27.9);
  }

  @Test
  void largerTableMovesFewerKeysForNothing() {
    List<String> keys = keys(50_000);
    assertThat(needlessMoves(HashRing.builder(nodes(100)).tableSize(9973).maglev(), keys))
        .isGreaterThan(needlessMoves(ring(nodes(100)), keys))
        .isLessThan(0.05);
  }

  private static double needlessMoves(HashRing<String> ring, List<String> keys) {
    List<String> others = keys.stream().filter(key -> !ring.get(key).equals("node-5")).toList();
    return Rings.moved(ring, ring.without("node-5"), others);
  }

  @Test
  void tableMustBePrimeAndLargeEnough() {
    for (int size : new int[] {-7, 0, 1, 4, 65536, 65539 * 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HashRing.builder(nodes(3)).tableSize(size))
          .withMessage("tableSize: " + size + " (expected: a prime, such as 65537 or 655373)");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HashRing.builder(nodes(4)).tableSize(3).maglev())
        .withMessage("nodes: 4 (expected: <= 3, the table's size or 65535)");
    HashRing<String> full = HashRing.builder(nodes(3)).tableSize(3).maglev();
    assertThat(Rings.load(full, keys(1000))).hasSize(3);
    HashRing<String> two = HashRing.builder(nodes(2)).tableSize(2).maglev();
    assertThat(Rings.load(two, keys(1000))).hasSize(2);
  }

  @Test
  void lightNodeBesideAHeavyOneStillHasItsShare() {
    HashRing<String> ring = ring(Map.of("heavy", 1_000_000, "light", 10_000));
    // 200,000 keys, share 1/101: mean 1980, sigma 44; the table rounds to 649 of 65537 entries.
    assertThat(Rings.load(ring, keys(200_000)).get("light")).isBetween(1760, 2200);
  }
}
