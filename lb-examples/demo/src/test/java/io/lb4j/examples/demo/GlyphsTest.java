package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlyphsTest {
  @ParameterizedTest
  @CsvSource({
    "0, '    '",
    "0.001, '▏   '",
    "0.25, '█   '",
    "0.5, '██  '",
    "0.53125, '██▏ '",
    "1, '████'",
    "7, '████'",
    "-1, '    '"
  })
  void barsGrowInEighthsOfACell(double share, String bar) {
    assertThat(Glyphs.UNICODE.bar(share, 4)).isEqualTo(bar);
  }

  @Test
  void withoutUnicodeBarsGrowInCells() {
    assertThat(Glyphs.ASCII.bar(0.5, 10)).isEqualTo("#####     ");
  }

  @Test
  void theFirstLocaleVariableThatIsSetDecides() {
    assertThat(Glyphs.of(Map.of("LANG", "en_US.UTF-8"))).isEqualTo(Glyphs.UNICODE);
    assertThat(Glyphs.of(Map.of("LANG", "C.utf8"))).isEqualTo(Glyphs.UNICODE);
    assertThat(Glyphs.of(Map.of("LC_ALL", "C", "LANG", "en_US.UTF-8"))).isEqualTo(Glyphs.ASCII);
    assertThat(Glyphs.of(Map.of())).isEqualTo(Glyphs.ASCII);
    assertThat(Glyphs.of(Map.of("WT_SESSION", "1"))).isEqualTo(Glyphs.UNICODE);
  }
}
