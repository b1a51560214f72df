package io.lb4j.health;

import java.util.concurrent.locks.ReentrantLock;

/*
 * Work to be done at most once in a while, by whichever request comes: no timer, no waiting. Two
 * volatile reads while it is not due.
 */
final class Round {
  private final long everyNanos;
  private final ReentrantLock working = new ReentrantLock();
  private volatile boolean started; // there is no "never" among clock values
  private volatile long nextAt;

  Round(long everyNanos) {
    this.everyNanos = everyNanos;
  }

  boolean isDue(long now) {
    return !started || now - nextAt >= 0;
  }

  /** Does the work if it is still due and nobody else does it now. */
  void run(long now, Runnable work) {
    if (!working.tryLock()) {
      return;
    }
    try {
      if (isDue(now)) {
        nextAt = now + everyNanos; // first: the work may lead to requests, and back here
        started = true;
        work.run();
      }
    } finally {
      working.unlock();
    }
  }
}
