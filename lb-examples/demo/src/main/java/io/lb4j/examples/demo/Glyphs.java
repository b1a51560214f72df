package io.lb4j.examples.demo;

import java.util.Locale;
import java.util.Map;

/**
 * The characters beyond letters. Bars grow in steps of one part of {@code parts}, the last of which
 * is the full cell.
 */
enum Glyphs {
  UNICODE("▏▎▍▌▋▊▉█", "✓", "▶", "·", "…", "→", "×", "●", "◐", "○", "–"),
  ASCII("#", "+", ">", ".", "~", "->", "x", "*", "o", "-", "-");

  private final String parts;
  final String done;
  final String now;
  final String next;
  final String cut;
  final String arrow;
  final String times;
  final String on;
  final String half;
  final String off;
  final String none;

  Glyphs(
      String parts,
      String done,
      String now,
      String next,
      String cut,
      String arrow,
      String times,
      String on,
      String half,
      String off,
      String none) {
    this.parts = parts;
    this.done = done;
    this.now = now;
    this.next = next;
    this.cut = cut;
    this.arrow = arrow;
    this.times = times;
    this.on = on;
    this.half = half;
    this.off = off;
    this.none = none;
  }

  /** Those a terminal with this environment can show. */
  static Glyphs of(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        String lower = locale.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8") ? UNICODE : ASCII;
      }
    }
    return environment.containsKey("WT_SESSION") ? UNICODE : ASCII; // Windows Terminal
  }

  /** A bar of {@code cells}, of which {@code share} (0 to 1) is filled; blanks make up the rest. */
  String bar(double share, int cells) {
    int steps = (int) Math.round(Math.max(0, Math.min(1, share)) * cells * parts.length());
    if (share > 0 && steps == 0) {
      steps = 1; // a little is not nothing
    }
    StringBuilder bar = new StringBuilder();
    bar.append(parts.substring(parts.length() - 1).repeat(steps / parts.length()));
    int rest = steps % parts.length();
    if (rest > 0) {
      bar.append(parts.charAt(rest - 1));
    }
    return bar.append(" ".repeat(cells - bar.length())).toString();
  }
}
