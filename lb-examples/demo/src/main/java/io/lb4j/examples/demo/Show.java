package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plays the acts, one after the other, while the traffic flows. */
final class Show {
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final int EVENTS = 12;

  private final Stage stage;
  private final List<Act> acts;
  private final Window window = new Window(WINDOW);
  private final List<ActReport> reports = new ArrayList<>();
  private volatile int current;
  private volatile long expectedNanos;
  private volatile boolean stopped;

  Show(Stage stage, List<Act> acts) {
    this.stage = stage;
    this.acts = acts;
    expectFrom(0);
  }

  /** Plays; returns when all is over, or soon after {@link #stop}. */
  Summary play(Display display) throws Exception {
    Reading begin = stage.tally().reading();
    Reading before = begin.since(begin);
    for (int i = 0; i < acts.size() && !stopped; i++) {
      Act act = acts.get(i);
      current = i;
      expectFrom(i);
      display.begins(i + 1, act);
      perform(act);
      if (stopped) {
        break;
      }
      if (i == acts.size() - 1) {
        stage.endTraffic();
      }
      Reading end = stage.tally().reading();
      Reading during = end.since(begin);
      ActReport report = report(act, during, before);
      reports.add(report);
      display.ended(report);
      if (i == 0) {
        display.started(stage.addresses());
      }
      begin = end;
      before = during;
    }
    current = acts.size();
    return new Summary(
        reports, stage.tally().reading(), stage.tally().firstFailure(), stage.noSql());
  }

  private void expectFrom(int act) {
    long rest = acts.stream().skip(act).mapToLong(each -> each.length().toNanos()).sum();
    expectedNanos = stage.elapsedNanos() + rest;
  }

  private void perform(Act act) throws Exception {
    long start = System.nanoTime();
    act.step().run();
    Duration rest = act.length().minusNanos(System.nanoTime() - start);
    Pause.until(rest, () -> stopped);
  }

  private ActReport report(Act act, Reading during, Reading before) {
    List<String> group =
        SqlSide.REPLICAS.contains(act.subject()) ? SqlSide.REPLICAS : stage.http().names();
    return new ActReport(
        act,
        during,
        stage.httpRows(during, during),
        stage.sqlRows(during, during),
        before.share(act.subject(), group),
        during.share(act.subject(), group));
  }

  /** Plays no further act. */
  void stop() {
    stopped = true;
  }

  /** What there is to see now. */
  View view() {
    Reading total = stage.tally().reading();
    Reading lately = window.slideTo(total);
    int act = current;
    return new View(
        stage.elapsedNanos(),
        expectedNanos,
        acts.stream().map(Act::word).toList(),
        act,
        act < acts.size() ? acts.get(act).caption() : "That was it.",
        lately,
        total,
        stage.httpRows(lately, total),
        stage.sqlRows(lately, total),
        stage.noSql(),
        stage.events(EVENTS));
  }
}
