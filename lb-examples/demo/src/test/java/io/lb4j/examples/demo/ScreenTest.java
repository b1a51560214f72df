package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void theFirstFrameIsDrawnWhereTheCursorIs() {
    screen.draw(List.of("one", "two"));

    assertThat(written()).contains("one\u001b[K\ntwo\u001b[K\n").doesNotContain("F");
  }

  @Test
  void theNextFrameIsDrawnOverTheLast() {
    screen.draw(List.of("one", "two"));
    bytes.reset();
    screen.draw(List.of("three"));

    assertThat(written()).contains("\u001b[2F").contains("three\u001b[K\n\u001b[J");
  }

  @Test
  void afterCloseTheCursorIsVisibleAndNothingIsDrawn() {
    screen.draw(List.of("one"));
    screen.close();
    bytes.reset();
    screen.close();
    screen.draw(List.of("two"));

    assertThat(written()).isEmpty();
  }

  @Test
  void closeGivesBackWhatDrawTook() {
    screen.draw(List.of("one"));
    assertThat(written()).contains("\u001b[?25l", "\u001b[?7l", "\u001b[?7h");
    bytes.reset();
    screen.close();

    assertThat(written()).isEqualTo("\u001b[?25h");
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
