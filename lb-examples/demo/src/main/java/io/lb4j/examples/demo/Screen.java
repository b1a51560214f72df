package io.lb4j.examples.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Draws frames in place, below what the terminal shows already. Each is one write, in a
 * "synchronized update" for terminals that know it, and no line is cleared before it is written: so
 * nothing flickers.
 */
final class Screen implements AutoCloseable {
  private static final String ESCAPE = "\u001b[";
  private static final String BEGIN = ESCAPE + "?2026h" + ESCAPE + "?25l" + ESCAPE + "?7l";
  private static final String END = ESCAPE + "?7h" + ESCAPE + "?2026l";
  private static final String SHOW_CURSOR = ESCAPE + "?25h";
  private static final String CLEAR_REST_OF_LINE = ESCAPE + "K";
  private static final String CLEAR_BELOW = ESCAPE + "J";

  private final PrintStream out;
  private int drawn;
  private boolean closed;

  Screen(PrintStream out) {
    this.out = out;
  }

  /** Replaces the last frame. */
  synchronized void draw(List<String> lines) {
    if (closed) {
      return;
    }
    StringBuilder frame = new StringBuilder(BEGIN);
    if (drawn > 0) {
      frame.append(ESCAPE).append(drawn).append("F");
    }
    lines.forEach(line -> frame.append(line).append(CLEAR_REST_OF_LINE).append("\n"));
    write(frame.append(CLEAR_BELOW).append(END));
    drawn = lines.size();
  }

  /** Leaves the last frame where it is and gives the cursor back. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      write(new StringBuilder(SHOW_CURSOR));
    }
  }

  private void write(StringBuilder text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
