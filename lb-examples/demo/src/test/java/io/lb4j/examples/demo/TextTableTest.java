package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void numbersStandRightAndWordsLeft() {
    TextTable table =
        new TextTable("act", "requests", "note").add("slow", "12", "").add("crash", "3456", "ok");

    assertThat(table.lines())
        .containsExactly(
            "act    requests  note", //
            "slow         12",
            "crash      3456  ok");
  }
}
