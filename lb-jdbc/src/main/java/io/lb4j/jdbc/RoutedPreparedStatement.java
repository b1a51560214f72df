package io.lb4j.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A prepared statement: it stays on the node where it was prepared. */
class RoutedPreparedStatement extends ForwardingPreparedStatement {
  private final PreparedStatement target;
  private final BoundConnection node;
  private final TransactionText text;

  RoutedPreparedStatement(
      RoutedConnection connection,
      BoundConnection node,
      PreparedStatement target,
      TransactionText text) {
    super(connection);
    this.node = node;
    this.target = target;
    this.text = text;
  }

  @Override
  PreparedStatement target() throws SQLException {
    requireOpen();
    return target;
  }

  @Override
  final @Nullable BoundConnection node() {
    return node;
  }

  @Override
  final @Nullable Statement existing() {
    return target;
  }

  /**
   * Elsewhere it would miss its parameters; on its old node it would split a transaction in two.
   */
  @Override
  final Statement ready() throws SQLException {
    if (!connection().isOn(node)) {
      throw new SQLException(
          "prepared on "
              + node
              + ", and setReadOnly has moved the connection since: prepare the statement again",
          SqlStates.WRONG_STATE);
    }
    return target;
  }

  @Override
  public final ResultSet executeQuery() throws SQLException {
    return query(text, statement -> target.executeQuery());
  }

  @Override
  public final int executeUpdate() throws SQLException {
    return run(text, statement -> target.executeUpdate());
  }

  @Override
  public final long executeLargeUpdate() throws SQLException {
    return run(text, statement -> target.executeLargeUpdate());
  }

  @Override
  public final boolean execute() throws SQLException {
    return run(text, statement -> target.execute());
  }
}
