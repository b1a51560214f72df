package io.lb4j.examples.demo;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as they need to be: the first and the last to the left, numbers to the right. */
final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... header) {
    add(header);
  }

  TextTable add(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      String blanks = " ".repeat(widths[i] - cell.length());
      boolean left = i == 0 || i == widths.length - 1;
      line.append(i == 0 ? "" : "  ").append(left ? cell + blanks : blanks + cell);
    }
    return line.toString().stripTrailing();
  }
}
