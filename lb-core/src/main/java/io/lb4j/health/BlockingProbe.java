package io.lb4j.health;

import static io.lb4j.internal.Checks.notNull;

import io.lb4j.endpoint.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Moves a blocking check to an executor, one task at a time for each endpoint: who asks while it runs
 * shares what it finds. The probe may serve several load balancers, and an endpoint may be removed and
 * added again, so nobody is told a failure for having asked at the wrong time.
 *
 * A task is given up, and its thread interrupted, when the time of the asker that began it is over, or
 * when nobody waits any more. What it says then is heard by nobody; those who still wait get a check
 * of their own when it has ended. One that does not end leaves them to their own timeouts, which is
 * the truth about the endpoint.
 */
final class BlockingProbe implements HealthProbe {
  private final BlockingCheck check;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Place, Line> lines = new HashMap<>(); // guarded by lock

  BlockingProbe(BlockingCheck check, Executor executor) {
    this.check = notNull(check, "check");
    this.executor = notNull(executor, "executor");
  }

  /** What is the same endpoint; weight and tags may differ. */
  private record Place(String id, @Nullable URI uri) {
    static Place of(Endpoint endpoint) {
      return new Place(endpoint.id(), endpoint.hasUri() ? endpoint.uri() : null);
    }
  }

  /** Who wants to know. Compared by identity. */
  private static final class Asker {
    final Endpoint endpoint;
    final long deadline;
    final CompletableFuture<ProbeVerdict> result = new CompletableFuture<>();

    Asker(Endpoint endpoint, long deadline) {
      this.endpoint = endpoint;
      this.deadline = deadline;
    }

    long left() {
      return deadline - System.nanoTime();
    }
  }

  /** One endpoint while a task of it exists. Guarded by lock. */
  private final class Line {
    final Place place;
    final List<Asker> askers = new ArrayList<>();
    FutureTask<ProbeVerdict> task;
    private CompletableFuture<Boolean> alarm = new CompletableFuture<>();

    Line(Place place, Asker first) {
      this.place = place;
      this.task = begin(first);
    }

    /** A task for {@code first}; it is given up when the time of that one is over. */
    private FutureTask<ProbeVerdict> begin(Asker first) {
      long nanos = Math.max(1, first.left());
      FutureTask<ProbeVerdict> next =
          new FutureTask<>(
              () -> notNull(check.check(first.endpoint, Duration.ofNanos(nanos)), "verdict"));
      alarm = new CompletableFuture<>();
      alarm
          .completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS)
          .thenAccept(late -> giveUp(next, late));
      return next;
    }

    private void giveUp(FutureTask<ProbeVerdict> old, boolean late) {
      if (late) {
        lock.lock(); // so that who shares a task sees whether it was given up
        try {
          old.cancel(true);
        } finally {
          lock.unlock();
        }
      }
    }

    /** The next task, or null if all have their answer. */
    @Nullable FutureTask<ProbeVerdict> next() {
      alarm.complete(false);
      if (task.isCancelled()) {
        Thread.interrupted(); // was meant for the check that was given up
        for (Asker each : askers) {
          if (each.left() > 0) {
            task = begin(each);
            return task;
          }
        }
      }
      lines.remove(place);
      return null;
    }
  }

  @Override
  public CompletionStage<ProbeVerdict> check(Endpoint endpoint, Duration timeout) {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    Asker asker = new Asker(endpoint, System.nanoTime() + nanos);
    Line line;
    boolean isFirst;
    lock.lock();
    try {
      Place place = Place.of(endpoint);
      Line there = lines.get(place);
      isFirst = there == null;
      line = there == null ? new Line(place, asker) : there;
      lines.put(place, line);
      line.askers.add(asker);
    } finally {
      lock.unlock();
    }
    if (isFirst) {
      execute(line);
    }
    asker.result.whenComplete((verdict, thrown) -> leave(line, asker));
    return asker.result.completeOnTimeout(
        ProbeVerdict.failed("no answer within " + timeout.toMillis() + " ms"),
        nanos,
        TimeUnit.NANOSECONDS);
  }

  private void leave(Line line, Asker asker) {
    lock.lock();
    try {
      if (line.askers.remove(asker) && line.askers.isEmpty()) {
        line.task.cancel(true);
      }
    } finally {
      lock.unlock();
    }
  }

  private void execute(Line line) {
    try {
      executor.execute(() -> run(line));
    } catch (RuntimeException e) {
      List<Asker> refused;
      lock.lock();
      try {
        line.alarm.complete(false);
        lines.remove(line.place);
        refused = List.copyOf(line.askers);
        line.askers.clear();
      } finally {
        lock.unlock();
      }
      refused.forEach(each -> each.result.completeExceptionally(e));
    }
  }

  private void run(Line line) {
    @Nullable FutureTask<ProbeVerdict> task = line.task;
    while (task != null) {
      FutureTask<ProbeVerdict> current = task;
      current.run(); // does nothing if it was given up while it waited for a thread
      List<Asker> told = List.of();
      lock.lock();
      try {
        if (!current.isCancelled()) {
          told = List.copyOf(line.askers);
          line.askers.clear();
        }
        task = line.next();
      } finally {
        lock.unlock();
      }
      told.forEach(each -> tell(each.result, current));
    }
  }

  private static void tell(CompletableFuture<ProbeVerdict> result, FutureTask<ProbeVerdict> ended) {
    try {
      result.complete(ended.get());
    } catch (ExecutionException e) {
      result.completeExceptionally(e.getCause());
    } catch (InterruptedException e) { // not by us: it has ended, and get() does not wait
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
    }
  }
}
