package io.lb4j.examples.benchmarks.pick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContendersTest {
  static Stream<String> names() {
    return Contenders.all().stream().map(Contender::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyContenderBalancesAtEverySize(String name) {
    for (int size : new int[] {3, 10, 100, 1000}) {
      assertThat(Contenders.named(name).open(size).pick()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "UNCHECKED", mode = EnumSource.Mode.EXCLUDE)
  void aContenderThatSticksToOneEndpointIsFound(Spread spread) {
    Object only = new Object();
    assertThatIllegalStateException()
        .isThrownBy(() -> spread.check("stuck", () -> only, 10))
        .withMessageContaining("stuck");
  }
}
