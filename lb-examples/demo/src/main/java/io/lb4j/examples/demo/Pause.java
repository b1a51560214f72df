package io.lb4j.examples.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting, which is most of what a demo does. An interrupt does not end a wait. */
final class Pause {
  private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

  private Pause() {}

  static void nanos(long nanos) {
    long start = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits until {@code condition} holds; false if it still does not after {@code limit}. */
  static boolean until(Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
