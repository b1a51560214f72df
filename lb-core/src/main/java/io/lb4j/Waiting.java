package io.lb4j;

import io.lb4j.NoAvailableEndpointException.Reason;
import io.lb4j.limit.WaitQueue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/*
 * Calls that wait for room. Nobody is handed a place: the first in the queue is told to look again, by
 * every request that ends and by everyone who leaves the queue. It stays in the queue until it has got
 * in or given up, so nothing is lost if it looks in vain, or is told while it gives up. Those that come
 * look once after they have queued: the last request may have ended just before.
 */
final class Waiting {
  /**
   * On a thread that tells somebody, who may do all of its work before it returns: whom to tell
   * next.
   */
  private static final ThreadLocal<Set<Waiting>> TELLING = new ThreadLocal<>();

  private final WaitQueue limits;
  private final ConcurrentLinkedDeque<Runnable> queue = new ConcurrentLinkedDeque<>();
  private final AtomicInteger size = new AtomicInteger();

  Waiting(WaitQueue limits) {
    this.limits = limits;
  }

  int size() {
    return size.get();
  }

  long timeoutNanos() {
    return limits.timeout().toNanos();
  }

  /** False if the queue is full. Each signal must be another object. */
  boolean join(Runnable signal) {
    if (size.incrementAndGet() > limits.capacity()) {
      size.decrementAndGet();
      return false;
    }
    queue.addLast(signal);
    return true;
  }

  boolean isFirst(Runnable signal) {
    return first() == signal;
  }

  private @Nullable Runnable first() {
    return limits.newestFirst() ? queue.peekLast() : queue.peekFirst();
  }

  /** It has got in, or given up; the next one may look. */
  void leave(Runnable signal) {
    if (queue.remove(signal)) {
      size.decrementAndGet();
      wake();
    }
  }

  /** Tells the first to look. A loop, not a recursion, if that one ends a request at once. */
  void wake() {
    if (queue.isEmpty()) {
      return;
    }
    Set<Waiting> outer = TELLING.get();
    if (outer != null) {
      outer.add(this);
      return;
    }
    Set<Waiting> mine = new LinkedHashSet<>(Set.of(this));
    TELLING.set(mine);
    try {
      while (!mine.isEmpty()) {
        Waiting next = mine.iterator().next();
        mine.remove(next);
        next.tellFirst();
      }
    } finally {
      TELLING.remove();
    }
  }

  private void tellFirst() {
    Runnable first = first();
    if (first != null) {
      first.run();
    }
  }

  /** Waits on the caller's thread. */
  Lease acquire(Requests requests, Attempts attempts) {
    if (size() == 0) {
      try {
        return attempts.acquire();
      } catch (LimitExceededException e) {
        if (!e.mayPass()) {
          throw e;
        }
      }
    }
    Semaphore told = new Semaphore(1); // look once after queueing
    Runnable signal = told::release;
    if (!join(signal)) {
      return attempts.acquire(); // throws, unless there is room again
    }
    Runnable wake = told::release; // another object than the signal
    requests.sleepers().add(wake);
    Deadline deadline = new Deadline(told);
    Future<?> timer = null;
    try {
      timer =
          requests
              .scheduler()
              .schedule(deadline, attempts.remainingNanos(timeoutNanos()), TimeUnit.NANOSECONDS);
      return acquire(requests, attempts, signal, told, deadline);
    } catch (RejectedExecutionException e) { // the scheduler is shut down
      throw attempts.exhausted(Reason.NO_ENDPOINT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw attempts.exhausted(Reason.INTERRUPTED);
    } finally {
      if (timer != null) {
        timer.cancel(false);
      }
      requests.sleepers().remove(wake);
      leave(signal);
    }
  }

  private Lease acquire(
      Requests requests, Attempts attempts, Runnable signal, Semaphore told, Deadline deadline)
      throws InterruptedException {
    while (true) {
      told.acquire();
      told.drainPermits();
      if (requests.isClosed()) {
        throw attempts.exhausted(Reason.CLOSED);
      }
      if (deadline.passed) {
        return attempts.acquire(); // once more, to say what was in the way
      }
      if (isFirst(signal)) {
        try {
          return attempts.acquire();
        } catch (LimitExceededException e) {
          if (!e.mayPass()) {
            throw e;
          }
        }
      }
    }
  }

  private static final class Deadline implements Runnable {
    private final Semaphore told;
    private volatile boolean passed;

    Deadline(Semaphore told) {
      this.told = told;
    }

    @Override
    public void run() {
      passed = true;
      told.release();
    }
  }
}
