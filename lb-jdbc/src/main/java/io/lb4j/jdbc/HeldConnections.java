package io.lb4j.jdbc;

import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections of one logical connection: at most one to the primary and one to a
 * replica, until it is closed.
 *
 * <p>{@link #close} and {@link #abort} may come from any thread; the lock is for them: what was
 * opened meanwhile must not leak.
 */
final class HeldConnections {
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed; // these three are written under the lock
  private volatile @Nullable BoundConnection primary;
  private volatile @Nullable BoundConnection replica;

  boolean isClosed() {
    return closed;
  }

  void requireOpen() throws SQLException {
    if (closed) {
      throw SqlStates.closed("the connection");
    }
  }

  @Nullable BoundConnection primary() {
    return primary;
  }

  /** Keeps {@code node} until the end; gives it back at once if that was before. */
  BoundConnection adopt(BoundConnection node) throws SQLException {
    if (!put(node, node)) {
      node.release(false);
      requireOpen();
    }
    return node;
  }

  /** The one to the replica, or to the primary, if it is there; one that broke is given back. */
  @Nullable BoundConnection usable(boolean ofReplica) {
    BoundConnection held = ofReplica ? replica : primary;
    if (held == null || !held.hasFailed()) {
      return held;
    }
    if (put(held, null)) {
      held.release(false);
    }
    return null;
  }

  private boolean put(BoundConnection node, @Nullable BoundConnection value) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (node.isReplica()) {
        replica = value;
      } else {
        primary = value;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** False if it was closed before. */
  boolean close() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** After {@link #close}: gives everything back; {@code begunInSql} has a transaction open. */
  void release(@Nullable BoundConnection begunInSql) {
    for (BoundConnection held : new BoundConnection[] {replica, primary}) {
      if (held != null) {
        held.release(held == begunInSql);
      }
    }
  }

  /** After {@link #close}: breaks everything. */
  void abort(Executor executor) throws SQLException {
    BoundConnection first = replica;
    BoundConnection second = primary;
    try {
      if (first != null) {
        first.abort(executor);
      }
    } finally {
      if (second != null) {
        second.abort(executor);
      }
    }
  }
}
