package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuloRingTest implements BucketOrderContract {
  @Override
  public HashRing<String> build(RingBuilder<String> builder) {
    return builder.modulo();
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.07 : 1.12; // chance: 1000 keys a node have a sigma of 3.2 %
  }

  @Override
  public int golden() {
    return 250156505;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-9", "node-1", "node-3", "node-7", "node-9", "node-0", "node-0", "node-9");
  }

  @Test
  void longKeyIsTakenAsItIs() {
    HashRing<String> ring = ring(nodes(4));
    assertThat(ring.get(0L)).isEqualTo("node-0");
    assertThat(ring.get(7L)).isEqualTo("node-3");
    assertThat(ring.get(-1L)).isEqualTo("node-3");
    assertThat(ring.get(Long.MAX_VALUE)).isEqualTo("node-3");
    assertThat(ring.get(Long.MIN_VALUE)).isEqualTo("node-0");
  }

  @Test
  void otherKeysAreTakenByTheirHash() {
    long hash = Hasher.standard().hash("user:123");
    assertThat(ring(nodes(7)).get("user:123")).isEqualTo("node-" + Math.floorMod(hash, 7));
    assertThat(Rings.chiSquare(ring(nodes(10)), keys(100_000))).isLessThan(27.9);
  }

  /** The figures in the Javadoc of {@link HashRing}. */
  @Test
  void fourthNodeMovesThreeQuartersWhereAConsistentRingMovesOne() {
    List<String> keys = keys(100_000); // sigma of a moved share of 1/4: 0.14 %
    HashRing<String> three = ring(nodes(3));
    assertThat(Rings.moved(three, three.with("node-3"), keys)).isBetween(0.74, 0.76);
    for (HashRing<String> ring :
        List.of(
            HashRing.consistent(nodes(3)),
            HashRing.ketama(nodes(3)),
            HashRing.rendezvous(nodes(3)),
            HashRing.maglev(nodes(3)),
            HashRing.memento(nodes(3)),
            HashRing.jump(nodes(3)))) {
      assertThat(Rings.moved(ring, ring.with("node-3"), keys)).as("%s", ring).isBetween(0.2, 0.3);
    }
  }

  @Test
  void anyNodeCanLeaveButMostKeysMove() {
    HashRing<String> four = ring(nodes(4));
    HashRing<String> three = four.without("node-1");
    assertThat(three.nodes()).containsExactly("node-0", "node-2", "node-3");
    assertThat(Rings.moved(four, three, keys(100_000))).isGreaterThan(0.5);
  }
}
