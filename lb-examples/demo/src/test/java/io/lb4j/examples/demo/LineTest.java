package io.lb4j.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTest {
  @Test
  void whatDoesNotFitIsCut() {
    assertThat(new Line(10, "…").add("connection refused")).hasToString("connectio…");
    assertThat(new Line(10, "…").add("0123456789").add("more")).hasToString("0123456789");
  }

  @Test
  void coloursTakeNoRoom() {
    assertThat(new Line(4, "~").add(Color.RED, "lost").add("!"))
        .hasToString("\u001b[31mlost\u001b[0m");
  }

  @Test
  void columnsAreCountedFromZero() {
    assertThat(new Line(20, "~").add("a").to(4).add("b").endingAt(10, Color.PLAIN, "12"))
        .hasToString("a   b   12");
  }

  @Test
  void numbersAreWrittenTheSameInEveryCountry() {
    assertThat(Line.grouped(1_234_567)).isEqualTo("1 234 567");
    assertThat(Line.decimal(12.345, "-")).isEqualTo("12.3");
    assertThat(Line.decimal(Double.NaN, "-")).isEqualTo("-");
    assertThat(Line.percent(0.256)).isEqualTo("26%");
  }
}
