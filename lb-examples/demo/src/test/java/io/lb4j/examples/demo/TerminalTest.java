package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

  @Test
  void aTerminalIsLively() {
    assertThat(Terminal.isLively(XTERM, true)).isTrue();
  }

  @Test
  void pipesDumbTerminalsAndPeopleWithoutColourAreNot() {
    assertThat(Terminal.isLively(XTERM, false)).isFalse();
    assertThat(Terminal.isLively(Map.of("TERM", "dumb"), true)).isFalse();
    assertThat(Terminal.isLively(Map.of("TERM", "xterm", "NO_COLOR", "1"), true)).isFalse();
  }

  @Test
  void anEmptyNoColorSaysNothing() {
    assertThat(Terminal.isLively(Map.of("TERM", "xterm", "NO_COLOR", ""), true)).isTrue();
  }

  @Test
  void sttyTellsRowsBeforeColumns() {
    assertThat(Terminal.Size.parse("24 132")).isEqualTo(new Terminal.Size(132, 24));
  }

  @Test
  void otherAnswersAreNoSize() {
    assertThat(Terminal.Size.parse(null)).isNull();
    assertThat(Terminal.Size.parse("")).isNull();
    assertThat(Terminal.Size.parse("0 0")).isNull();
    assertThat(Terminal.Size.parse("stty: no tty")).isNull();
  }
}
