package io.lb4j.examples.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Warms up by time on the processor instead of time on the wall: on a busy machine the compiler
 * would otherwise get fewer calls to look at, and deep call chains stay half compiled.
 */
final class Warm {
  private static final long NANOS = 500_000_000;
  private static final int BATCH = 1_000;

  private Warm() {}

  static void up(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long end = threads.getCurrentThreadCpuTime() + NANOS;
    while (threads.getCurrentThreadCpuTime() < end) {
      for (int i = 0; i < BATCH; i++) {
        work.run();
      }
    }
  }
}
