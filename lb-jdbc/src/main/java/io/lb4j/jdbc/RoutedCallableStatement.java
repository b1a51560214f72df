package io.lb4j.jdbc;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call of a stored procedure: a prepared statement with results in its parameters. */
final class RoutedCallableStatement extends ForwardingCallableStatement {
  private final CallableStatement target;

  RoutedCallableStatement(
      RoutedConnection connection,
      BoundConnection node,
      CallableStatement target,
      TransactionText text) {
    super(connection, node, target, text);
    this.target = target;
  }

  @Override
  CallableStatement target() throws SQLException {
    requireOpen();
    return target;
  }

  /** A cursor that a procedure returns leads back to this statement too. */
  private @Nullable Object routed(@Nullable Object value) {
    return value instanceof ResultSet cursor ? routed(cursor) : value;
  }

  @Override
  public @Nullable Object getObject(int index) throws SQLException {
    return routed(super.getObject(index));
  }

  @Override
  public @Nullable Object getObject(String name) throws SQLException {
    return routed(super.getObject(name));
  }

  @Override
  public @Nullable Object getObject(int index, Map<String, Class<?>> map) throws SQLException {
    return routed(super.getObject(index, map));
  }

  @Override
  public @Nullable Object getObject(String name, Map<String, Class<?>> map) throws SQLException {
    return routed(super.getObject(name, map));
  }

  @Override
  public <T> @Nullable T getObject(int index, Class<T> type) throws SQLException {
    T value = super.getObject(index, SqlStates.given(type, "type"));
    Object routed = routed((Object) value);
    return type.isInstance(routed) ? type.cast(routed) : value;
  }

  @Override
  public <T> @Nullable T getObject(String name, Class<T> type) throws SQLException {
    T value = super.getObject(name, SqlStates.given(type, "type"));
    Object routed = routed((Object) value);
    return type.isInstance(routed) ? type.cast(routed) : value;
  }
}
