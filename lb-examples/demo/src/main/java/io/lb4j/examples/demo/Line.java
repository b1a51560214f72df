package io.lb4j.examples.demo;

import java.util.Locale;

/** One line of a terminal, never wider than it may be: what does not fit is cut. */
final class Line {
  private final int width;
  private final String cut;
  private final StringBuilder text = new StringBuilder();
  private int used;

  Line(int width, String cut) {
    this.width = width;
    this.cut = cut;
  }

  Line add(String more) {
    return add(Color.PLAIN, more);
  }

  Line add(Color color, String more) {
    int room = width - used;
    String fitting = more.length() <= room ? more : shorten(more, room);
    text.append(color.paint(fitting));
    used += fitting.length();
    return this;
  }

  private String shorten(String more, int room) {
    return room < cut.length() ? "" : more.substring(0, room - cut.length()) + cut;
  }

  /** Blanks up to {@code column}, counted from 0. */
  Line to(int column) {
    return add(" ".repeat(Math.max(0, column - used)));
  }

  /** Adds {@code more} so that it ends before {@code column}. */
  Line endingAt(int column, Color color, String more) {
    return to(column - more.length()).add(color, more);
  }

  /** {@code 1234567} as {@code 1 234 567}. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', ' ');
  }

  /** One decimal; nothing measured is {@code none}. */
  static String decimal(double number, String none) {
    return Double.isNaN(number) ? none : String.format(Locale.ROOT, "%.1f", number);
  }

  static String percent(double share) {
    return Math.round(share * 100) + "%";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
