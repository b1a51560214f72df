package io.lb4j;

import io.lb4j.load.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/*
 * Nodes that take nothing new: those that are gone and still finish requests, and those somebody waits
 * for to become idle.
 */
final class Departures {
  private final Lock lock;
  private final Condition idle;
  private final Map<Node, Boolean> leaving = new ConcurrentHashMap<>(); // written under the lock
  private final Map<Node, CompletableFuture<Void>> drains = new ConcurrentHashMap<>();

  Departures(Lock lock) {
    this.lock = lock;
    this.idle = lock.newCondition();
  }

  Collection<Node> leaving() {
    return leaving.keySet();
  }

  /** Under the lock. */
  void add(Node node) {
    leaving.put(node, true);
  }

  /** Under the lock; true if it was leaving and has gone now. */
  boolean remove(Node node) {
    boolean removed = leaving.remove(node) != null;
    if (leaving.isEmpty()) {
      idle.signalAll();
    }
    return removed;
  }

  /** Completes once the node is idle; the same for everybody who asks. */
  CompletableFuture<Void> whenIdle(Node node) {
    return drains.computeIfAbsent(node, any -> new CompletableFuture<>());
  }

  void forget(Node node, String why) {
    CompletableFuture<Void> drain = drains.remove(node);
    if (drain != null) {
      drain.completeExceptionally(new IllegalStateException(why));
    }
  }

  /** To complete outside the lock, or null: what waits for this node, which is idle now. */
  CompletableFuture<Void> idle(Node node) {
    CompletableFuture<Void> drain = drains.remove(node);
    return drain == null ? CompletableFuture.completedFuture(null) : drain;
  }

  /** Waits, in real time, for the last one to go; what is interrupted stops waiting. */
  void awaitAll(Duration grace) {
    lock.lock();
    try {
      long left = grace.toNanos();
      while (!leaving.isEmpty() && left > 0) {
        left = idle.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  int inFlight() {
    return leaving.keySet().stream().mapToInt(Node::inFlight).sum();
  }

  /** How long a wait may be, so that it fits into a long of nanoseconds. */
  static final Duration LONGEST_GRACE = Duration.ofNanos(TimeUnit.DAYS.toNanos(1));
}
