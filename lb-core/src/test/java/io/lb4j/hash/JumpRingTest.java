package io.lb4j.hash;

import static io.lb4j.hash.Rings.keys;
import static io.lb4j.hash.Rings.nodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class JumpRingTest implements BucketOrderContract, MinimalMovementContract {
  @Override
  public HashRing<String> build(RingBuilder<String> builder) {
    return builder.jump();
  }

  @Override
  public String leaver(HashRing<String> ring) {
    return ring.nodes().get(ring.size() - 1);
  }

  @Override
  public double peakToMean(int n) {
    return n == 10 ? 1.07 : 1.12; // chance: 1000 keys a node have a sigma of 3.2 %
  }

  @Override
  public int golden() {
    return -904148617;
  }

  @Override
  public List<String> goldenOwners() {
    return List.of("node-3", "node-1", "node-3", "node-9", "node-9", "node-7", "node-4", "node-8");
  }

  @Test
  void publishedVectors() {
    int[] golden100 = {
      0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38, 83
    };
    for (int key = 0; key < golden100.length; key++) {
      assertThat(JumpRing.bucket(key, 100)).isEqualTo(golden100[key]);
    }
    assertThat(JumpRing.bucket(10863919174838991L, 11)).isEqualTo(6);
    assertThat(JumpRing.bucket(2016238256797177309L, 11)).isEqualTo(3);
    assertThat(JumpRing.bucket(1673758223894951030L, 11)).isEqualTo(5);
    assertThat(JumpRing.bucket(2, 100_001)).isEqualTo(80_343);
    assertThat(JumpRing.bucket(1, 1)).isZero();
    assertThat(JumpRing.bucket(42, 57)).isEqualTo(43);
    assertThat(JumpRing.bucket(0xDEAD10CCL, 1)).isZero();
    assertThat(JumpRing.bucket(0xDEAD10CCL, 666)).isEqualTo(361);
    assertThat(JumpRing.bucket(256, 1024)).isEqualTo(520);
  }

  @Test
  void ringHashesTheKeyFirst() {
    HashRing<String> ring = ring(nodes(100));
    for (long key = 0; key < 100; key++) {
      int bucket = JumpRing.bucket(Hasher.standard().hash(key), 100);
      assertThat(ring.get(key)).isEqualTo("node-" + bucket);
    }
    // 100,000 keys on 10 nodes: 9 degrees of freedom, 27.9 is exceeded once in 1000.
    assertThat(Rings.chiSquare(ring(nodes(10)), keys(100_000))).isLessThan(27.9);
  }

  @Test
  void onlyTheLastCanLeave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring(List.of("a", "b", "c")).without("b"))
        .withMessage(
            "node: 'b' (expected: the last one, 'c': jump hash cannot remove another; memento can)");
  }

  /** It cannot let one go from the middle: the others are numbered anew. */
  @Override
  public HashRing<String> without(HashRing<String> ring, List<String> goneFromTheLast) {
    return ring(ring.nodes().stream().filter(node -> !goneFromTheLast.contains(node)).toList());
  }
}
