package io.lb4j;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * When a change that requests ask for becomes visible. The change itself is made at once, so who asks
 * sees it in the node's state. With few endpoints the same request publishes it, in microseconds, and
 * the next one goes by it. With many, a rebuild would cost that one request too much; then it waits in a
 * batch for the scheduler's thread, together with all that is asked for meanwhile.
 *
 * A scheduler of the user's may lose its tasks. Nobody waits for it longer than a second.
 *
 * All but wake() under the cluster's lock.
 */
final class Writer {
  static final int FEW_ENDPOINTS = 64;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Executor executor;
  private final LongSupplier clock;
  private final BooleanSupplier isQuick;
  private final Supplier<Batch> fresh;
  private final Runnable publish;
  private final AtomicReference<@Nullable Waking> waking = new AtomicReference<>();
  private @Nullable Batch pending;
  private @Nullable Long handedOver; // when, to the executor

  /** Somebody is at it. */
  private record Waking(long sinceNanos) {}

  /**
   * @param fresh makes an empty batch
   * @param publish takes the lock, and publishes what is pending
   */
  Writer(
      Executor executor,
      LongSupplier clock,
      BooleanSupplier isQuick,
      Supplier<Batch> fresh,
      Runnable publish) {
    this.executor = executor;
    this.clock = clock;
    this.isQuick = isQuick;
    this.fresh = fresh;
    this.publish = publish;
  }

  /** Makes a change, to be published soon. */
  void add(Consumer<Batch> change) {
    Batch batch = take();
    try {
      change.accept(batch);
    } finally {
      pending = batch.isEmpty() ? null : batch;
    }
  }

  /** What was changed and not published, or nothing; whoever takes it publishes it. */
  Batch take() {
    Batch taken = pending == null ? fresh.get() : pending;
    pending = null;
    return taken;
  }

  /** True if the one who holds the lock should publish now. */
  boolean isDue() {
    if (pending == null) {
      return false;
    }
    if (isQuick.getAsBoolean()) {
      return true;
    }
    long now = clock.getAsLong();
    if (handedOver == null) {
      handedOver = now;
      return !execute(this::publishElsewhere);
    }
    return now - handedOver > PATIENCE_NANOS;
  }

  private void publishElsewhere() {
    publish.run();
  }

  /** Whatever was handed over is done. */
  void published() {
    handedOver = null;
  }

  /** Runs {@code work} now if that is quick, else elsewhere; not twice at a time. */
  void wake(Runnable work) {
    Waking other = waking.get();
    long now = clock.getAsLong();
    boolean mine = other == null || now - other.sinceNanos > PATIENCE_NANOS;
    if (mine && waking.compareAndSet(other, new Waking(now))) {
      Runnable once =
          () -> {
            try {
              work.run();
            } finally {
              waking.set(null);
            }
          };
      boolean lost = other != null; // the executor has not done it
      if (lost || isQuick.getAsBoolean() || !execute(once)) {
        once.run();
      }
    }
  }

  private boolean execute(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) { // it is shut down: the caller does it
      return false;
    }
  }
}
