package io.lb4j.examples.demo;

/** What the terminal shows in colour; the sixteen every terminal has, so that its theme holds. */
enum Color {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  GREEN("32"),
  YELLOW("33"),
  RED("31"),
  CYAN("36"),
  NOW("1;36");

  private static final String ESCAPE = "\u001b[";

  private final String code;

  Color(String code) {
    this.code = code;
  }

  /** The text between the two escape sequences that switch the colour on and off. */
  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
  }
}
