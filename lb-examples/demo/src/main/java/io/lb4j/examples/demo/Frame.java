package io.lb4j.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sets a {@link View} as lines of a terminal. The same view gives the same lines. */
final class Frame {
  /** Wider than this, lines are hard to follow with the eye. */
  static final int WIDEST = 120;

  private static final int NAME = 1;
  private static final int BAR = 11;
  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 24;
  private static final int SHARE = 5;

  private final int columns;
  private final int rows;
  private final Glyphs glyphs;
  private final int bar;
  private final int shareEnd;
  private final int attemptsEnd;
  private final int activeEnd;
  private final int p50End;
  private final int p99End;
  private final int state;

  /** Frames of at most {@code columns} by {@code rows}; what is wider than 80 goes to the bars. */
  Frame(int columns, int rows, Glyphs glyphs) {
    this.columns = Math.min(columns - 1, WIDEST); // the last one is the cursor's
    this.rows = rows;
    this.glyphs = glyphs;
    this.bar = Math.max(LEAST_BAR, Math.min(MOST_BAR, LEAST_BAR + (columns - 80) / 3));
    this.shareEnd = BAR + bar + SHARE;
    this.attemptsEnd = shareEnd + 9;
    this.activeEnd = attemptsEnd + 7;
    this.p50End = activeEnd + 7;
    this.p99End = p50End + 7;
    this.state = p99End + 2;
  }

  /** As many lines as fit; the events give way first. */
  List<String> lines(View view) {
    List<String> head = new ArrayList<>();
    head.add(title(view));
    head.add(timeLine(view));
    head.add(line().add(Color.NOW, " " + view.caption()).toString());
    head.add("");
    head.add(httpTitle(view));
    view.http().forEach(row -> head.add(row(row)));
    head.add("");
    head.add(sqlTitle(view));
    view.sql().forEach(row -> head.add(row(row)));
    head.add("");
    List<String> foot = List.of("", totals(view));
    int room = Math.max(0, rows - 1 - head.size() - foot.size());
    List<String> lines = new ArrayList<>(head);
    lines.addAll(events(view, room));
    lines.addAll(foot);
    return lines.subList(0, Math.min(lines.size(), Math.max(1, rows - 1)));
  }

  private Line line() {
    return new Line(columns, glyphs.cut);
  }

  private String title(View view) {
    String time =
        seconds(view.elapsedNanos())
            + " of about "
            + Math.round(view.expectedNanos() / 1e9)
            + " s ";
    return line()
        .add(Color.BOLD, " lb4j")
        .add(Color.DIM, "  client-side load balancing, live")
        .endingAt(columns, Color.DIM, time)
        .toString();
  }

  private String timeLine(View view) {
    Line line = line().add(" ");
    for (int i = 0; i < view.acts().size(); i++) {
      String word = view.acts().get(i) + " ";
      if (i < view.current()) {
        line.add(Color.GREEN, glyphs.done).add(Color.DIM, word);
      } else if (i == view.current()) {
        line.add(Color.NOW, glyphs.now + word);
      } else {
        line.add(Color.DIM, glyphs.next + word);
      }
    }
    return line.toString();
  }

  private String httpTitle(View view) {
    Reading lately = view.lately();
    return header("HTTP", Math.round(lately.perSecond(lately.requests().total())) + " requests/s");
  }

  private String sqlTitle(View view) {
    if (view.sql().isEmpty()) {
      return line().add(Color.BOLD, " SQL ").add(Color.DIM, view.noSql()).toString();
    }
    Reading lately = view.lately();
    return header("SQL", Math.round(lately.perSecond(lately.reads().total())) + " reads/s");
  }

  private String header(String title, String rate) {
    return line()
        .add(Color.BOLD, " " + title)
        .to(BAR)
        .add(Color.DIM, "share, last 3 s")
        .endingAt(attemptsEnd, Color.DIM, "attempts")
        .endingAt(activeEnd, Color.DIM, "active")
        .endingAt(p50End, Color.DIM, "p50 ms")
        .endingAt(p99End, Color.DIM, "p99 ms")
        .to(state)
        .add(Color.BOLD, rate)
        .toString();
  }

  private String row(Row row) {
    Color color = row.light().color;
    boolean off = row.light() == Row.Light.OFF;
    return line()
        .to(NAME)
        .add(off ? Color.DIM : Color.PLAIN, row.name())
        .to(BAR)
        .add(color, glyphs.bar(row.share(), bar))
        .endingAt(shareEnd, off ? Color.DIM : Color.PLAIN, Line.percent(row.share()))
        .endingAt(attemptsEnd, Color.DIM, Line.grouped(row.requests()))
        .endingAt(activeEnd, Color.PLAIN, Integer.toString(row.inFlight()))
        .endingAt(p50End, Color.PLAIN, millis(row.lately().succeeded().p50()))
        .endingAt(p99End, Color.PLAIN, millis(row.lately().succeeded().p99()))
        .to(state)
        .add(color, row.light().dot(glyphs) + " " + row.state())
        .toString();
  }

  private String millis(double millis) {
    return Line.decimal(millis, glyphs.none);
  }

  private List<String> events(View view, int room) {
    List<Event> events = view.events();
    List<String> lines = new ArrayList<>();
    for (Event event : events.subList(Math.max(0, events.size() - room), events.size())) {
      lines.add(
          line()
              .endingAt(NAME + 8, Color.DIM, seconds(event.atNanos()))
              .to(BAR - 1)
              .add(event.subject())
              .to(BAR + 9)
              .add(Color.DIM, event.text().replace("->", glyphs.arrow))
              .toString());
    }
    return lines;
  }

  private String totals(View view) {
    Reading total = view.total();
    return line()
        .add(" " + Line.grouped(total.requests().total()) + " requests, ")
        .add(alarm(total.lost()), total.lost() + " lost")
        .add("   " + Line.grouped(total.reads().total()) + " reads ")
        .add(Color.DIM, "(" + total.repeated() + " repeated)")
        .add(", " + Line.grouped(total.writes().total()) + " writes, ")
        .add(alarm(total.failed()), total.failed() + " failed")
        .toString();
  }

  private static Color alarm(long bad) {
    return bad == 0 ? Color.GREEN : Color.RED;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
