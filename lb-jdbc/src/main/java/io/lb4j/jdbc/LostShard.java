package io.lb4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where a key leads for which the routing named no shard there is. It fails when it is asked for a
 * connection: callers are prepared for an SQLException there, and for nothing anywhere else.
 */
final class LostShard extends LogicalDataSource {
  private final String message;

  LostShard(String message) {
    this.message = message;
  }

  String message() {
    return message;
  }

  @Override
  public Connection getConnection() throws SQLException {
    throw new SQLException(message, SqlStates.GENERAL);
  }

  @Override
  public String toString() {
    return "LostShard(" + message + ")";
  }
}
