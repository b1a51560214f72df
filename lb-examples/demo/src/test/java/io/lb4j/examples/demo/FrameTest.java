package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  @Test
  void goldenFrame() {
    assertThat(String.join("\n", plain(new Frame(80, 24, Glyphs.UNICODE).lines(Sample.view()))))
        .isEqualTo("");
  }

  @Test
  void goldenFrameWithoutUnicode() {
    List<String> lines = plain(new Frame(80, 24, Glyphs.ASCII).lines(Sample.view()));

    assertThat(String.join("", lines)).matches("\\p{ASCII}*");
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "80, 16", "132, 50", "300, 24", "40, 24", "20, 5"})
  void noLineIsWiderThanTheTerminalAndNoEventPushesItOut(int columns, int rows) {
    List<String> lines = plain(new Frame(columns, rows, Glyphs.UNICODE).lines(Sample.view()));

    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(columns));
    assertThat(lines).hasSizeLessThan(Math.max(rows, 17));
  }

  @Test
  void coloursSayTheSameAsTheWords() {
    List<String> lines = new Frame(120, 24, Glyphs.UNICODE).lines(Sample.view());

    assertThat(lines).anyMatch(line -> line.contains("\u001b[31m○ ejected: 5 failures in a row"));
    assertThat(lines).anyMatch(line -> line.contains("\u001b[32m● healthy"));
    assertThat(lines).anyMatch(line -> line.contains("\u001b[32m0 lost"));
  }

  private static List<String> plain(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
  }
}
