package io.lb4j.examples.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Figures to show, for tests. */
final class Sample {
  private Sample() {}

  /** {@code count} durations of 1, 2, 3, … ms. */
  static Counts counts(int count) {
    Histogram histogram = new Histogram();
    IntStream.rangeClosed(1, count)
        .forEach(millis -> histogram.record(TimeUnit.MILLISECONDS.toNanos(millis)));
    return histogram.counts();
  }

  static Reading reading(long seconds, long lost, long failed) {
    return new Reading(
        TimeUnit.SECONDS.toNanos(seconds),
        counts(300),
        lost,
        counts(120),
        2,
        counts(30),
        failed,
        Map.of("orders-1", new Attempts(counts(225), 5), "orders-2", new Attempts(counts(75), 0)));
  }

  static View view() {
    Reading reading = reading(3, 0, 0);
    return new View(
        TimeUnit.MILLISECONDS.toNanos(12_340),
        TimeUnit.SECONDS.toNanos(37),
        List.of("start", "kill", "join"),
        1,
        "orders-2 is killed: its requests move on.",
        reading,
        reading,
        List.of(
            row("orders-1", 0.75, 12_345, 3, Row.Light.GOOD, "healthy"),
            row("orders-2", 0.25, 99, 0, Row.Light.BAD, "ejected: 5 failures in a row"),
            row("orders-3", 0, 0, 0, Row.Light.OFF, "not known yet")),
        List.of(row("primary", 1, 30, 1, Row.Light.WARN, "10 writes/s")),
        "",
        List.of(
            new Event(0, "orders-1", "starting -> healthy: joined"),
            new Event(
                TimeUnit.MILLISECONDS.toNanos(11_950),
                "orders-2",
                "healthy -> ejected: 5 failures in a row, last: java.net.ConnectException")));
  }

  static Row row(
      String name, double share, long requests, int inFlight, Row.Light light, String state) {
    Counts lately = share == 0 ? Counts.NONE : counts((int) (share * 40));
    return new Row(name, share, requests, inFlight, new Attempts(lately, 0), light, state);
  }
}
