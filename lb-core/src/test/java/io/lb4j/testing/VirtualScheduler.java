package io.lb4j.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler whose time is a {@link FakeTicker}: tasks run on the test's thread, in order of time,
 * while {@link #advance} moves the clock. Nobody waits.
 */
public final class VirtualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final FakeTicker ticker;
  private final PriorityQueue<Task<?>> queue =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(task -> task.at - origin())
              .thenComparingLong(t -> t.no));
  private final long origin;
  private long count;
  private boolean shutdown;
  private long ran;

  public VirtualScheduler(FakeTicker ticker) {
    this.ticker = ticker;
    this.origin = ticker.nanos();
  }

  private long origin() {
    return origin;
  }

  /** Moves the clock by {@code step}, stopping at every task that is due on the way to run it. */
  public void advance(Duration step) {
    long end = ticker.nanos() + step.toNanos();
    while (!queue.isEmpty() && queue.peek().at - end <= 0) {
      Task<?> task = queue.poll();
      ticker.advance(Duration.ofNanos(Math.max(0, task.at - ticker.nanos())));
      task.fire();
    }
    ticker.advance(Duration.ofNanos(end - ticker.nanos()));
  }

  /** Runs what is due now. */
  public void runDue() {
    advance(Duration.ZERO);
  }

  /** Nanoseconds to the next task; {@link Long#MAX_VALUE} if there is none. */
  public long nanosToNext() {
    Task<?> next = queue.peek();
    return next == null ? Long.MAX_VALUE : Math.max(0, next.at - ticker.nanos());
  }

  /** How many tasks it has run so far. */
  public long ran() {
    return ran;
  }

  public int pending() {
    return queue.size();
  }

  private <V> ScheduledFuture<V> add(Callable<V> work, long delayNanos, long periodNanos) {
    if (shutdown) {
      throw new RejectedExecutionException("shut down");
    }
    Task<V> task = new Task<>(work, ticker.nanos() + Math.max(0, delayNanos), periodNanos);
    queue.add(task);
    return task;
  }

  @Override
  public void execute(Runnable command) {
    add(Executors.callable(command), 0, 0);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(Executors.callable(command), unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(callable, unit.toNanos(delay), 0);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return add(Executors.callable(command), unit.toNanos(initialDelay), unit.toNanos(period));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return add(Executors.callable(command), unit.toNanos(initialDelay), unit.toNanos(delay));
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> left = new ArrayList<>(queue);
    queue.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && queue.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long no = count++;
    private final long periodNanos;
    private long at;

    Task(Callable<V> work, long at, long periodNanos) {
      super(work);
      this.at = at;
      this.periodNanos = periodNanos;
    }

    /** As the JDK's scheduler does, a periodic task that throws is not run again. */
    private void fire() {
      ran++;
      if (periodNanos == 0) {
        run();
      } else if (!isCancelled() && runAndReset()) {
        at = ticker.nanos() + periodNanos;
        queue.add(this);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      queue.remove(this);
      return super.cancel(mayInterrupt);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - ticker.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
