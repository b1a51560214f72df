package io.lb4j.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection the application holds. It binds to a node at the first call that needs a database:
 * to a replica if it is read-only then, to the primary otherwise. It may hold one connection of
 * each, moves between them only outside transactions, and gives both back when it is closed.
 *
 * <p>One thread at a time, as JDBC drivers have it; {@link #abort} and {@link #close} may come from
 * another.
 */
final class RoutedConnection extends SettableConnection {
  private final Routes routes;
  private final HeldConnections held = new HeldConnections();
  private final Set<RoutedStatement> statements = ConcurrentHashMap.newKeySet();
  private @Nullable BoundConnection active; // null: chosen by the next call that needs a node
  private boolean inTransaction;
  private boolean begunInSql;

  RoutedConnection(Routes routes) {
    this.routes = routes;
  }

  @Override
  RoutedConnection self() {
    return this;
  }

  @Override
  void requireOpen() throws SQLException {
    held.requireOpen();
  }

  @Override
  Connection target() throws SQLException {
    return bind().connection();
  }

  /** The node for the next statement, opened if need be, with all settings applied. */
  @Override
  BoundConnection bind() throws SQLException {
    requireOpen();
    BoundConnection node = active;
    if (node == null) {
      BoundConnection primary = held.primary();
      node =
          settings.readOnly()
              ? routes.forReading(settings, primary)
              : primary == null ? routes.forWriting(settings) : primary;
      active = held.adopt(node);
    }
    node.bring(settings);
    return node;
  }

  /** True if the next statement will run on {@code node}. */
  boolean isOn(BoundConnection node) {
    return active == node;
  }

  void executing(TransactionText text) {
    boolean begins = text == TransactionText.BEGINS;
    inTransaction |= begins || !settings.autoCommit();
    begunInSql |= begins;
  }

  void executed(TransactionText text) {
    if (text == TransactionText.ENDS) {
      transactionEnded();
    }
  }

  private void transactionEnded() {
    inTransaction = false;
    begunInSql = false;
  }

  @Override
  PlainStatement plain(PlainStatement.Form form) throws SQLException {
    requireOpen();
    return keep(new PlainStatement(this, form));
  }

  @Override
  <S extends RoutedStatement> S keep(S statement) {
    statements.add(statement);
    return statement;
  }

  void forget(RoutedStatement statement) {
    statements.remove(statement);
  }

  @Override
  void set(Attribute attribute, @Nullable Object value) throws SQLException {
    requireOpen();
    BoundConnection node = active;
    if (node == null) {
      settings.put(attribute, value);
      return;
    }
    node.set(attribute, value, settings);
    told(attribute);
  }

  private void told(Attribute attribute) {
    inTransaction |= attribute.mayBeginTransaction() && !settings.autoCommit();
  }

  @Override
  @Nullable Object ask(Attribute attribute) throws SQLException {
    BoundConnection node = bind();
    told(attribute);
    try {
      return attribute.read(node.connection());
    } catch (SQLException e) {
      throw node.seen(e);
    }
  }

  @Override
  boolean asksNode(Attribute attribute) throws SQLException {
    requireOpen();
    return active != null || !settings.has(attribute);
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    boolean commits = autoCommit && !settings.autoCommit();
    set(Attribute.AUTO_COMMIT, autoCommit);
    if (commits) {
      transactionEnded();
    }
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    requireOpen();
    if (inTransaction) {
      throw new SQLException(
          "setReadOnly inside a transaction (expected: before its first statement, or after commit"
              + " or rollback)",
          SqlStates.IN_TRANSACTION);
    }
    if (readOnly != settings.readOnly()) {
      settings.put(Attribute.READ_ONLY, readOnly);
      active = held.usable(readOnly);
    }
  }

  private void requireTransaction(String call) throws SQLException {
    requireOpen();
    if (settings.autoCommit()) {
      throw new SQLException(call + " while autocommit is on", SqlStates.NO_TRANSACTION);
    }
  }

  @Override
  public void commit() throws SQLException {
    requireTransaction("commit");
    end(Connection::commit);
  }

  @Override
  public void rollback() throws SQLException {
    requireTransaction("rollback");
    end(Connection::rollback);
  }

  private interface Ending {
    void on(Connection connection) throws SQLException;
  }

  /** Without a node nothing has begun, so nothing is to be ended. */
  private void end(Ending ending) throws SQLException {
    BoundConnection node = active;
    if (node != null) {
      try {
        ending.on(node.connection());
      } catch (SQLException e) {
        throw node.seen(e);
      }
    }
    transactionEnded();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    requireTransaction("setSavepoint");
    BoundConnection node = bind();
    executing(TransactionText.OTHER);
    return node.connection().setSavepoint();
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    requireTransaction("setSavepoint");
    BoundConnection node = bind();
    executing(TransactionText.OTHER);
    return node.connection().setSavepoint(name);
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    requireTransaction("rollback");
    target().rollback(savepoint);
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    requireTransaction("releaseSavepoint");
    target().releaseSavepoint(savepoint);
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    requireOpen();
    return RoutedMetaData.of(this);
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    requireOpen();
    BoundConnection node = active;
    return node == null ? null : node.connection().getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    requireOpen();
    BoundConnection node = active;
    if (node != null) {
      node.connection().clearWarnings();
    }
  }

  /** True without a node: it can still be bound. */
  @Override
  public boolean isValid(int timeout) throws SQLException {
    if (timeout < 0) {
      throw new SQLException("timeout: " + timeout + " (expected: >= 0)", SqlStates.INVALID_VALUE);
    }
    BoundConnection node = active;
    return !held.isClosed() && (node == null || node.connection().isValid(timeout));
  }

  @Override
  public boolean isClosed() {
    return held.isClosed();
  }

  @Override
  public void close() {
    if (held.close()) {
      statements.forEach(RoutedStatement::closeQuietly);
      held.release(begunInSql ? active : null);
    }
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw new SQLException("executor: null (expected: an executor)", SqlStates.INVALID_VALUE);
    }
    if (held.close()) {
      held.abort(executor);
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    requireOpen();
    if (SqlStates.given(type, "type").isInstance(this)) {
      return type.cast(this);
    }
    T unwrapped = target().unwrap(type);
    executing(TransactionText.OTHER); // what is done with it is not seen: it may begin one
    return unwrapped;
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    requireOpen();
    return SqlStates.given(type, "type").isInstance(this) || target().isWrapperFor(type);
  }

  @Override
  public String toString() {
    return "connection of " + routes.name() + (held.isClosed() ? " (closed)" : "");
  }
}
