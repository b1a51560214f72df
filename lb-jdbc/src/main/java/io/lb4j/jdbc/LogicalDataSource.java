package io.lb4j.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What every DataSource of lb4j refuses, because it belongs to the pools below. */
abstract class LogicalDataSource implements DataSource {
  private static final String ON_THE_POOLS = "set it on the pools";

  /**
   * Not supported: the pools have their credentials.
   *
   * @throws SQLFeatureNotSupportedException always
   */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw SqlStates.unsupported("getConnection(user, password)", ON_THE_POOLS);
  }

  /** Always null: lb4j logs by SLF4J. */
  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  /**
   * Takes null only.
   *
   * @throws SQLFeatureNotSupportedException if there is a writer
   */
  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    if (writer != null) {
      throw SqlStates.unsupported("a log writer", "lb4j logs by SLF4J");
    }
  }

  /** Always 0: every pool has its own. */
  @Override
  public int getLoginTimeout() {
    return 0;
  }

  /**
   * Takes 0 only.
   *
   * @throws SQLFeatureNotSupportedException if it is another value
   */
  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    if (seconds != 0) {
      throw SqlStates.unsupported("a login timeout", ON_THE_POOLS);
    }
  }

  /**
   * Not supported.
   *
   * @throws SQLFeatureNotSupportedException always
   */
  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlStates.unsupported("a parent logger", "lb4j logs by SLF4J");
  }

  /** This data source itself; the pools are not reached through it. */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (SqlStates.given(type, "type").isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException(
        this + " is no " + type.getName() + ", and does not lead to its pools", SqlStates.GENERAL);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return SqlStates.given(type, "type").isInstance(this);
  }
}
