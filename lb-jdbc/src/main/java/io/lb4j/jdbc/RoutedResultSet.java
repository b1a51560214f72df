package io.lb4j.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A result set that leads back to the application's statement and tells its node of failures: those
 * of calls that fetch, move or change rows. Reading a value of a row does not go to the database.
 *
 * <p>It is not bound to where its connection routes to: it stays valid on the node it came from.
 */
final class RoutedResultSet extends ForwardingResultSet {
  private final @Nullable RoutedStatement statement; // null: from metadata
  private final BoundConnection node;

  RoutedResultSet(ResultSet target, @Nullable RoutedStatement statement, BoundConnection node) {
    super(target);
    this.statement = statement;
    this.node = node;
  }

  private interface Move {
    boolean on(ResultSet target) throws SQLException;
  }

  private interface Change {
    void on(ResultSet target) throws SQLException;
  }

  private boolean moved(Move move) throws SQLException {
    try {
      return move.on(target);
    } catch (SQLException e) {
      throw node.seen(e);
    }
  }

  private void changed(Change change) throws SQLException {
    try {
      change.on(target);
    } catch (SQLException e) {
      throw node.seen(e);
    }
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    if (statement != null && target.isClosed()) {
      throw new SQLException("the result set is closed", SqlStates.WRONG_STATE);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    changed(ResultSet::close);
    if (statement != null) {
      statement.resultClosed();
    }
  }

  @Override
  public boolean next() throws SQLException {
    try {
      return target.next(); // as moved(), without a lambda: this is the loop of every reader
    } catch (SQLException e) {
      throw node.seen(e);
    }
  }

  @Override
  public boolean previous() throws SQLException {
    return moved(ResultSet::previous);
  }

  @Override
  public boolean first() throws SQLException {
    return moved(ResultSet::first);
  }

  @Override
  public boolean last() throws SQLException {
    return moved(ResultSet::last);
  }

  @Override
  public boolean absolute(int row) throws SQLException {
    return moved(rows -> rows.absolute(row));
  }

  @Override
  public boolean relative(int rows) throws SQLException {
    return moved(each -> each.relative(rows));
  }

  @Override
  public void beforeFirst() throws SQLException {
    changed(ResultSet::beforeFirst);
  }

  @Override
  public void afterLast() throws SQLException {
    changed(ResultSet::afterLast);
  }

  @Override
  public void insertRow() throws SQLException {
    changed(ResultSet::insertRow);
  }

  @Override
  public void updateRow() throws SQLException {
    changed(ResultSet::updateRow);
  }

  @Override
  public void deleteRow() throws SQLException {
    changed(ResultSet::deleteRow);
  }

  @Override
  public void refreshRow() throws SQLException {
    changed(ResultSet::refreshRow);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return SqlStates.given(type, "type").isInstance(this) ? type.cast(this) : target.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return SqlStates.given(type, "type").isInstance(this) || target.isWrapperFor(type);
  }
}
