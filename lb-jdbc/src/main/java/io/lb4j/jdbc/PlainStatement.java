package io.lb4j.jdbc;

import static java.sql.ResultSet.FETCH_FORWARD;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement without SQL: it has no node until it is executed, and moves when the connection has
 * moved. What was set on it moves with it. A value the driver does not take is reported then.
 */
final class PlainStatement extends RoutedStatement {
  private static final String MAX_ROWS = "maxRows";

  private final Form form;
  private final StatementSettings settings = new StatementSettings();
  private final List<String> batch = new ArrayList<>(0);
  private volatile @Nullable Statement target;
  private @Nullable BoundConnection node;

  /** How the driver makes it. */
  record Form(Maker maker, int type, int concurrency, @Nullable Integer holdability) {}

  /** Makes the statement of the driver. */
  interface Maker {
    Statement on(java.sql.Connection connection) throws SQLException;
  }

  PlainStatement(RoutedConnection connection, Form form) {
    super(connection);
    this.form = form;
  }

  @Override
  Statement ready() throws SQLException {
    BoundConnection wanted = connection().bind();
    Statement current = target;
    if (current != null && node == wanted) {
      return current;
    }
    Statement fresh = make(wanted);
    target = fresh;
    node = wanted;
    if (current != null) {
      closeQuietly(current); // its results end here, as with any statement that is executed again
    }
    return fresh;
  }

  private Statement make(BoundConnection wanted) throws SQLException {
    try {
      Statement fresh = form.maker().on(wanted.connection());
      try {
        settings.replay(fresh);
        return fresh;
      } catch (SQLException | RuntimeException e) {
        fresh.close();
        throw e;
      }
    } catch (SQLException e) {
      throw wanted.seen(e);
    }
  }

  /** For what only a driver can answer. */
  @Override
  Statement target() throws SQLException {
    requireOpen();
    Statement current = target;
    return current != null ? current : ready();
  }

  @Override
  @Nullable BoundConnection node() {
    return node;
  }

  @Override
  @Nullable Statement existing() {
    return target;
  }

  private void set(String name, Object value, StatementSettings.Write write) throws SQLException {
    requireOpen();
    Statement current = target;
    if (current != null) {
      write.on(current);
    }
    settings.put(name, value, write);
  }

  @Override
  public void setFetchSize(int value) throws SQLException {
    set("fetchSize", value, statement -> statement.setFetchSize(value));
  }

  @Override
  public void setFetchDirection(int value) throws SQLException {
    set("fetchDirection", value, statement -> statement.setFetchDirection(value));
  }

  @Override
  public void setMaxRows(int value) throws SQLException {
    set(MAX_ROWS, (long) value, statement -> statement.setMaxRows(value));
  }

  @Override
  public void setLargeMaxRows(long value) throws SQLException {
    set(MAX_ROWS, value, statement -> statement.setLargeMaxRows(value));
  }

  @Override
  public void setMaxFieldSize(int value) throws SQLException {
    set("maxFieldSize", value, statement -> statement.setMaxFieldSize(value));
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    set("queryTimeout", seconds, statement -> statement.setQueryTimeout(seconds));
  }

  @Override
  public void setEscapeProcessing(boolean value) throws SQLException {
    set("escapeProcessing", value, statement -> statement.setEscapeProcessing(value));
  }

  @Override
  public void setCursorName(String value) throws SQLException {
    set("cursorName", value, statement -> statement.setCursorName(value));
  }

  @Override
  public void setPoolable(boolean value) throws SQLException {
    set("poolable", value, statement -> statement.setPoolable(value));
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    set("closeOnCompletion", true, Statement::closeOnCompletion);
  }

  private boolean unbound() throws SQLException {
    requireOpen();
    return target == null;
  }

  @Override
  public int getFetchSize() throws SQLException {
    return unbound() ? settings.get(Integer.class, "fetchSize", 0) : target().getFetchSize();
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return unbound()
        ? settings.get(Integer.class, "fetchDirection", FETCH_FORWARD)
        : target().getFetchDirection();
  }

  @Override
  public int getMaxRows() throws SQLException {
    return unbound() ? settings.get(Long.class, MAX_ROWS, 0L).intValue() : target().getMaxRows();
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return unbound() ? settings.get(Long.class, MAX_ROWS, 0L) : target().getLargeMaxRows();
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    return unbound() ? settings.get(Integer.class, "maxFieldSize", 0) : target().getMaxFieldSize();
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return unbound() ? settings.get(Integer.class, "queryTimeout", 0) : target().getQueryTimeout();
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return unbound() ? settings.get(Boolean.class, "poolable", false) : target().isPoolable();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return unbound()
        ? settings.get(Boolean.class, "closeOnCompletion", false)
        : target().isCloseOnCompletion();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return unbound() ? form.type() : target().getResultSetType();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return unbound() ? form.concurrency() : target().getResultSetConcurrency();
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    if (unbound() && form.holdability() != null) {
      return form.holdability();
    }
    return target().getResultSetHoldability();
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    return unbound() ? null : super.getResultSet();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return unbound() ? -1 : target().getUpdateCount();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return unbound() ? -1 : target().getLargeUpdateCount();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return !unbound() && target().getMoreResults();
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    return !unbound() && target().getMoreResults(current);
  }

  @Override
  public @Nullable SQLWarning getWarnings() throws SQLException {
    return unbound() ? null : target().getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    if (!unbound()) {
      target().clearWarnings();
    }
  }

  @Override
  public void cancel() throws SQLException {
    if (!unbound()) {
      target().cancel();
    }
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    requireOpen();
    batch.add(SqlStates.given(sql, "sql"));
  }

  @Override
  public void clearBatch() throws SQLException {
    requireOpen();
    batch.clear();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return runBatch(Statement::executeBatch);
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return runBatch(Statement::executeLargeBatch);
  }

  /** Kept here until now, so that a move takes it along; empty afterwards, as JDBC has it. */
  private <T> T runBatch(Execution<Statement, T> execution) throws SQLException {
    List<String> commands = List.copyOf(batch);
    batch.clear();
    boolean begins =
        commands.stream().anyMatch(sql -> TransactionText.of(sql) == TransactionText.BEGINS);
    return run(
        begins ? TransactionText.BEGINS : TransactionText.OTHER,
        target -> {
          try {
            for (String sql : commands) {
              target.addBatch(sql);
            }
          } catch (SQLException e) {
            target.clearBatch();
            throw e;
          }
          return execution.on(target);
        });
  }
}
