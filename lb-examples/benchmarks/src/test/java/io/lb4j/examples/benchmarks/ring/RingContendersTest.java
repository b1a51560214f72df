package io.lb4j.examples.benchmarks.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RingContendersTest {
  static Stream<String> names() {
    return RingContenders.all().stream().map(RingContender::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRingSpreadsKeysAtEverySize(String name) {
    for (int size : new int[] {10, 100, 1000}) {
      Lookup lookup = RingContenders.named(name).open(Names.nodes(size), Names.keys());
      assertThat(lookup.find(0)).isNotNull();
    }
  }

  @Test
  void aRingThatKnowsOneNodeOnlyIsFound() {
    RingContender<List<String>> stuck =
        RingContender.whole("stuck", RingFloors.TABLE, (nodes, keys) -> key -> nodes.get(0));
    assertThatIllegalStateException()
        .isThrownBy(() -> stuck.open(Names.nodes(10), Names.keys()))
        .withMessageContaining("stuck");
  }
}
