package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The figures of the last few seconds: the newest reading less the one from so long ago. */
final class Window {
  private final long lengthNanos;
  private final Deque<Reading> readings = new ArrayDeque<>();

  Window(Duration length) {
    this.lengthNanos = length.toNanos();
  }

  /** Adds a reading; at first the window is as short as what there is. */
  synchronized Reading slideTo(Reading latest) {
    readings.addLast(latest);
    while (latest.atNanos() - readings.getFirst().atNanos() > lengthNanos) {
      readings.removeFirst();
    }
    return latest.since(readings.getFirst());
  }
}
