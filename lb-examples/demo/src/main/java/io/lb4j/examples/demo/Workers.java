package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Threads that do one thing over and over: the application's load. */
final class Workers {
  private static final Duration LONGEST_UNIT = Duration.ofSeconds(20);

  private final List<Thread> threads = new ArrayList<>();
  private final long pauseNanos;
  private final Runnable unit;
  private volatile boolean stopped;

  /** Starts {@code count} daemon threads that rest for {@code pause} after each unit. */
  static Workers start(String name, int count, Duration pause, Runnable unit) {
    Workers workers = new Workers(pause, unit);
    for (int i = 1; i <= count; i++) {
      Thread thread = new Thread(workers::work, "demo-" + name + "-" + i);
      thread.setDaemon(true);
      workers.threads.add(thread);
    }
    workers.threads.forEach(Thread::start);
    return workers;
  }

  private Workers(Duration pause, Runnable unit) {
    this.pauseNanos = pause.toNanos();
    this.unit = unit;
  }

  private void work() {
    while (!stopped) {
      unit.run();
      Pause.nanos(pauseNanos);
    }
  }

  /** Begins nothing more. */
  void stop() {
    stopped = true;
  }

  /** Waits until what was under way has ended; false if it has not after a long time. */
  boolean awaitEnd() {
    return Pause.until(LONGEST_UNIT, () -> threads.stream().noneMatch(Thread::isAlive));
  }
}
