package io.lb4j.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RingBuilderTest {
  private record Shard(String name, int weight, String zone) {}

  private static final List<Function<RingBuilder<Shard>, HashRing<Shard>>> ALGORITHMS =
      List.of(
          RingBuilder::consistent,
          RingBuilder::ketama,
          RingBuilder::rendezvous,
          RingBuilder::maglev,
          RingBuilder::memento,
          RingBuilder::jump,
          RingBuilder::modulo,
          RingBuilder::crc32Modulo);

  private final Shard a = new Shard("a", 1, "east");
  private final Shard b = new Shard("b", 1, "west");
  private final Shard c = new Shard("c", 3, "west");

  private RingBuilder<Shard> builder() {
    return HashRing.builder(List.of(a, b), Shard::name);
  }

  @Test
  void nodesOfAnyTypeMapLikeTheirNames() {
    for (var algorithm : ALGORITHMS) {
      HashRing<Shard> ring = algorithm.apply(builder()).with(c);
      assertThat(ring.nodes()).containsExactly(a, b, c);
      assertThat(ring.get("key", 3)).containsExactlyInAnyOrder(a, b, c);
    }
    HashRing<String> names = HashRing.consistent(List.of("a", "b"));
    for (String key : Rings.keys(1000)) {
      assertThat(builder().consistent().get(key).name()).isEqualTo(names.get(key));
    }
  }

  @Test
  void nodeIsFoundByItsNameWhateverElseChanged() {
    Shard moved = new Shard("b", 7, "south");
    for (var algorithm : ALGORITHMS) {
      assertThat(algorithm.apply(builder()).without(moved).nodes()).containsExactly(a);
    }
  }

  @Test
  void newcomersAreWeighedByTheBuildersFunction() {
    HashRing<Shard> weighted = builder().weight(Shard::weight).rendezvous().with(c);
    HashRing<Shard> explicit = builder().rendezvous().with(c, 3);
    assertThat(Rings.keys(1000))
        .allSatisfy(k -> assertThat(weighted.get(k)).isEqualTo(explicit.get(k)));
  }

  @Test
  void badOptionsAreNamedWhereTheyAreSet() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().virtualNodes(0))
        .withMessage("virtualNodes: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().tableSize(1000))
        .withMessage("tableSize: 1000 (expected: a prime, such as 65537 or 655373)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().weight(shard -> 0).maglev())
        .withMessage("weight: 0 (expected: >= 1, 'a')");
  }

  @Test
  @SuppressWarnings("NullAway") // null is the mistake
  void nullsAreNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> HashRing.consistent(null))
        .withMessage("nodes: null (expected: a value)");
    assertThatNullPointerException()
        .isThrownBy(() -> HashRing.builder(List.of(a), null))
        .withMessage("name: null (expected: a value)");
    assertThatNullPointerException()
        .isThrownBy(() -> builder().weight(null))
        .withMessage("weight: null (expected: a value)");
    assertThatNullPointerException()
        .isThrownBy(() -> HashRing.builder(List.of(a), shard -> null).consistent())
        .withMessage("name: null (expected: a value)");
  }
}
