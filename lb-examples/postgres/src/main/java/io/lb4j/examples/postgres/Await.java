package io.lb4j.examples.postgres;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounded polling. An interrupt does not shorten a wait (a close that is cut short would leave
 * servers behind); the interrupt flag is set again when the wait ends.
 */
final class Await {
  private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

  private Await() {}

  /** Waits until {@code condition} holds, or throws "not within …: what". */
  static void until(String what, Duration limit, BooleanSupplier condition) {
    if (!within(limit, condition)) {
      throw late(what, limit);
    }
  }

  /** Waits until {@code attempt} gives something, or throws "not within …: what". */
  static <T> T result(String what, Duration limit, Supplier<@Nullable T> attempt) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    within(
        limit,
        () -> {
          result.set(attempt.get());
          return result.get() != null;
        });
    T value = result.get();
    if (value == null) {
      throw late(what, limit);
    }
    return value;
  }

  /** Waits until {@code condition} holds; false if it still does not after {@code limit}. */
  static boolean within(Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - start > limit.toNanos()) {
          return false;
        }
        LockSupport.parkNanos(STEP_NANOS);
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static PostgresClusterException late(String what, Duration limit) {
    return new PostgresClusterException("not within " + limit.toMillis() + " ms: " + what);
  }
}
