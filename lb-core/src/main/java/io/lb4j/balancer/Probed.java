package io.lb4j.balancer;

import io.lb4j.load.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/** What {@link Prequal} keeps of one node. */
final class Probed {
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST_DOUBLINGS = 6; // 16 s
  private static final VarHandle FLYING;

  static {
    try {
      FLYING = MethodHandles.lookup().findVarHandle(Probed.class, "flying", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean listed;
  private volatile boolean flying;
  private volatile long launchedAt;
  private volatile long failedAt;

  private Probed() {}

  /** What is kept with the node; fresh if it is new. */
  static Probed of(Node node) {
    return node.attachment() instanceof Probed known ? known : attach(node);
  }

  private static Probed attach(Node node) {
    synchronized (node) {
      if (node.attachment() instanceof Probed known) {
        return known;
      }
      Probed fresh = new Probed();
      node.attach(fresh);
      return fresh;
    }
  }

  /** Some picker may choose it. */
  void list() {
    listed = true;
  }

  void unlist() {
    listed = false;
  }

  boolean isListed() {
    return listed;
  }

  /** True if a probe may go: none is on its way, or it is too late for its answer to count. */
  boolean launch(long now) {
    if (flying && now - launchedAt < ProbePool.FRESH_NANOS) {
      return false;
    }
    boolean lost = flying;
    if (lost || FLYING.compareAndSet(this, false, true)) {
      launchedAt = now;
      return true;
    }
    return false;
  }

  /** The probe launched then has been answered, or has failed. */
  void landed(long launched) {
    if (launchedAt == launched) {
      flying = false;
    }
  }

  void failed(long now) {
    failedAt = now;
  }

  /** True for a while after failures, longer for each in a row. */
  boolean isAvoided(Node node, long now) {
    int failures = node.consecutiveFailures();
    return failures > 0
        && now - failedAt < SHORTEST_NANOS << Math.min(failures - 1, MOST_DOUBLINGS);
  }
}
