package io.lb4j.jdbc;

import java.util.Locale;
import java.util.Set;

/** Recognises SQL text that begins or ends a transaction by its first words. */
enum TransactionText {
  BEGINS,
  ENDS,
  OTHER;

  private static final Set<String> END_WORDS = Set.of("COMMIT", "ROLLBACK", "END", "ABORT");
  private static final Set<String> NOISE = Set.of("", "WORK", "TRANSACTION");
  private static final int LONGEST_WORD = 11;

  /**
   * Errs on the side of an open transaction: only a bare {@code COMMIT} or {@code ROLLBACK} ends
   * one, so {@code ROLLBACK TO s} does not.
   */
  static TransactionText of(String sql) {
    int start = skipBlank(sql, 0);
    int end = endOfWord(sql, start);
    if (end == start || end - start > LONGEST_WORD || !mayMatter(sql.charAt(start))) {
      return OTHER;
    }
    String first = sql.substring(start, end).toUpperCase(Locale.ROOT);
    if (first.equals("BEGIN") || first.equals("START")) {
      return BEGINS;
    }
    return END_WORDS.contains(first) && isBare(sql, end) ? ENDS : OTHER;
  }

  /** Decides for nearly every statement, without an allocation. */
  private static boolean mayMatter(char first) {
    return "bscreaBSCREA".indexOf(first) >= 0;
  }

  private static boolean isBare(String sql, int from) {
    int start = skipBlank(sql, from);
    int end = endOfWord(sql, start);
    return NOISE.contains(sql.substring(start, end).toUpperCase(Locale.ROOT))
        && skipBlank(sql, end) == sql.length();
  }

  private static int endOfWord(String sql, int from) {
    int i = from;
    while (i < sql.length() && Character.isLetter(sql.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Over white space, semicolons and comments. */
  private static int skipBlank(String sql, int from) {
    int i = from;
    while (i < sql.length()) {
      if (Character.isWhitespace(sql.charAt(i)) || sql.charAt(i) == ';') {
        i++;
      } else if (sql.startsWith("--", i)) {
        i = after(sql, "\n", i);
      } else if (sql.startsWith("/*", i)) {
        i = after(sql, "*/", i);
      } else {
        return i;
      }
    }
    return i;
  }

  private static int after(String sql, String mark, int from) {
    int found = sql.indexOf(mark, from);
    return found < 0 ? sql.length() : found + mark.length();
  }
}
