package io.lb4j.jdbc;

import io.lb4j.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A physical connection to one node while it serves a logical one. It knows what the connection was
 * like when the pool gave it out, and for a replica it holds the lease.
 */
final class BoundConnection {
  private static final Logger log = LoggerFactory.getLogger(BoundConnection.class);
  private static final int NEVER = -1;

  private final String node;
  private final Connection connection;
  private final @Nullable Lease lease; // null: the primary
  private final EnumMap<Attribute, @Nullable Object> own = new EnumMap<>(Attribute.class);
  private final EnumMap<Attribute, @Nullable Object> applied = new EnumMap<>(Attribute.class);
  private final AtomicBoolean released = new AtomicBoolean();
  private int version = NEVER;
  private boolean answered;
  private volatile @Nullable SQLException nodeFailure;

  BoundConnection(String node, Connection connection, @Nullable Lease lease) {
    this.node = node;
    this.connection = connection;
    this.lease = lease;
  }

  String node() {
    return node;
  }

  Connection connection() {
    return connection;
  }

  boolean isReplica() {
    return lease != null;
  }

  boolean hasFailed() {
    return nodeFailure != null;
  }

  /** Looks at an exception for what it says of the node, and returns it. */
  SQLException seen(SQLException thrown) {
    if (nodeFailure == null && SqlStates.isNodeFailure(thrown)) {
      nodeFailure = thrown;
    }
    return thrown;
  }

  /** The database has answered: latency is measured to here, the first time. */
  void answered() {
    if (!answered && lease != null) {
      answered = true;
      lease.answered();
    }
  }

  /**
   * Makes the connection what the application wants it to be. Not inside a transaction. Cost: one
   * comparison if nothing has changed since the last time.
   */
  void bring(SessionSettings settings) throws SQLException {
    if (version == settings.version()) {
      return;
    }
    try {
      for (Map.Entry<Attribute, @Nullable Object> each : settings.inOrder().entrySet()) {
        bring(each.getKey(), each.getValue());
      }
    } catch (SQLException e) {
      throw seen(e);
    }
    version = settings.version();
  }

  private void bring(Attribute attribute, @Nullable Object wanted) throws SQLException {
    if (applied.containsKey(attribute) && attribute.isMet(wanted, applied.get(attribute))) {
      return;
    }
    if (attribute.mayBeginTransaction() && !connection.getAutoCommit()) {
      apply(Attribute.AUTO_COMMIT, true); // or a rollback would undo the setting
    }
    apply(attribute, wanted);
  }

  /** The application sets something while this connection serves it. */
  void set(Attribute attribute, @Nullable Object value, SessionSettings settings)
      throws SQLException {
    bring(settings);
    try {
      apply(attribute, value);
    } catch (SQLException e) {
      throw seen(e);
    }
    settings.put(attribute, value);
    version = settings.version();
  }

  private void apply(Attribute attribute, @Nullable Object wanted) throws SQLException {
    @Nullable Object current = attribute.read(connection);
    if (!attribute.isMet(wanted, current)) {
      if (!own.containsKey(attribute)) {
        own.put(attribute, current);
      }
      attribute.write(connection, wanted);
    }
    applied.put(attribute, wanted);
  }

  /**
   * Gives the connection back to its pool as it came, and the lease its verdict. Does nothing the
   * second time, never throws: the application has its results, and who comes next gets a clean
   * connection, or none.
   *
   * @param openInSql a transaction was begun by SQL text
   */
  void release(boolean openInSql) {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      rollback(openInSql);
      restore();
    } catch (SQLException | RuntimeException e) {
      unclean(e);
    } finally {
      close();
      verdict();
    }
  }

  /** Whenever autocommit is off: turning it on would commit what the application has not. */
  private void rollback(boolean openInSql) throws SQLException {
    if (openInSql && connection.getAutoCommit()) {
      apply(Attribute.AUTO_COMMIT, false); // rollback() is refused otherwise
    }
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
  }

  private void restore() throws SQLException {
    List<Attribute> changed = new ArrayList<>(own.keySet());
    Collections.reverse(changed);
    changed.remove(Attribute.AUTO_COMMIT);
    if (!changed.isEmpty() && !connection.getAutoCommit()) {
      apply(Attribute.AUTO_COMMIT, true);
    }
    for (Attribute attribute : changed) {
      attribute.write(connection, own.get(attribute));
    }
    if (own.containsKey(Attribute.AUTO_COMMIT)
        && connection.getAutoCommit() != Boolean.TRUE.equals(own.get(Attribute.AUTO_COMMIT))) {
      Attribute.AUTO_COMMIT.write(connection, own.get(Attribute.AUTO_COMMIT));
    }
  }

  /** Nobody may borrow this one again: aborted, it fails the pool's own check. */
  private void unclean(Exception thrown) {
    if (thrown instanceof SQLException sql) {
      seen(sql);
    }
    log.debug("{}: could not be reset, the connection is aborted", node, thrown);
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException e) {
      log.debug("{}: abort failed", node, e);
    }
  }

  private void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      seen(e);
      log.debug("{}: close failed", node, e);
    } catch (RuntimeException e) {
      log.debug("{}: close failed", node, e);
    }
  }

  private void verdict() {
    if (lease == null) {
      return;
    }
    SQLException failure = nodeFailure;
    if (failure == null) {
      lease.success();
    } else {
      lease.failure(failure);
    }
  }

  /**
   * Breaks the connection from any thread. The pool gets it too: a pool's own abort leaves it lent
   * out. Says nothing of the node.
   */
  void abort(Executor executor) throws SQLException {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    try {
      connection.abort(executor);
    } finally {
      if (lease != null) {
        lease.cancel();
      }
      try {
        executor.execute(this::close);
      } catch (RejectedExecutionException e) {
        close();
      }
    }
  }

  @Override
  public String toString() {
    return node;
  }
}
