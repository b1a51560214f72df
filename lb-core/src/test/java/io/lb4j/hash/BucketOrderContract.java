package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rings of numbered buckets: nodes stay in the order of joining and weigh the same. */
interface BucketOrderContract extends HashRingContract {
  /** The builder's call for the algorithm under test. */
  HashRing<String> build(RingBuilder<String> builder);

  @Override
  default HashRing<String> ring(java.util.Collection<String> nodes) {
    return build(HashRing.builder(nodes));
  }

  @Test
  default void nodesAreInTheOrderOfJoining() {
    HashRing<String> ring = ring(List.of("c", "a")).with("b");
    assertThat(ring.nodes()).containsExactly("c", "a", "b");
    assertThat(Rings.fingerprint(ring)).isEqualTo(Rings.fingerprint(ring(List.of("c", "a", "b"))));
  }

  @Test
  default void differentWeightsAreRefusedAndEqualOnesAreFine() {
    Map<String, Integer> weights = Map.of("a", 2, "b", 2, "c", 3);
    RingBuilder<String> equal = HashRing.builder(List.of("a", "b")).weight(weights::get);
    assertThat(Rings.fingerprint(build(equal)))
        .isEqualTo(Rings.fingerprint(ring(List.of("a", "b"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(equal).with("c"))
        .withMessage("weight: 3 (expected: 2 as the others: no weights here)");
  }

  /** What {@link HashRing#reweighted} stands for. */
  default HashRing<String> without(HashRing<String> ring, List<String> goneFromTheLast) {
    HashRing<String> left = ring;
    for (String gone : goneFromTheLast) {
      left = left.without(gone);
    }
    return left;
  }

  @Test
  default void weightZeroIsToBeLeftOut() {
    HashRing<String> ring = ring(Rings.nodes(6));
    HashRing<String> left = ring.reweighted(1, 1, 0, 1, 0, 1);
    assertThat(left.nodes()).containsExactly("node-0", "node-1", "node-3", "node-5");
    assertThat(Rings.fingerprint(left))
        .isEqualTo(Rings.fingerprint(without(ring, List.of("node-4", "node-2"))));
    assertThat(Rings.fingerprint(ring.reweighted(2, 2, 0, 2, 0, 2)))
        .isEqualTo(Rings.fingerprint(left));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.reweighted(1, 2, 1, 1, 1, 1))
        .withMessage("weight: 2 (expected: 1 as the others: no weights here)");
  }
}
