package io.lb4j.jdbc;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** The SQLStates lb4j throws, and what those of a database say of its node. */
final class SqlStates {
  static final String CANNOT_CONNECT = "08001";
  static final String INVALID_VALUE = "22023";
  static final String NO_CONNECTION = "08003";
  static final String IN_TRANSACTION = "25001";
  static final String NO_TRANSACTION = "25P01";
  static final String WRONG_STATE = "55000";
  static final String OUT_OF_ORDER = "HY010";
  static final String GENERAL = "HY000";

  private static final int LONGEST_CHAIN = 16;

  private SqlStates() {}

  /**
   * True if the node is to blame: it is down, going down or coming up, or the line to it broke.
   *
   * <p>Everything else is an answer, and who answers is alive: 25006 (a write on a standby), 0A000
   * (an unlogged table on a standby), 40001 and 57014 (conflicts with replay, cancelled), 23xxx and
   * all mistakes in SQL.
   */
  static boolean isNodeFailure(SQLException thrown) {
    SQLException each = thrown;
    for (int i = 0; each != null && i < LONGEST_CHAIN; i++) {
      if (each instanceof SQLTransientConnectionException || isNodeFailure(each.getSQLState())) {
        return true;
      }
      each = each.getNextException();
    }
    return false;
  }

  private static boolean isNodeFailure(@Nullable String state) {
    return state != null
        && (state.startsWith("08")
            || state.equals("57P01") // the administrator shuts it down
            || state.equals("57P02") // it crashed
            || state.equals("57P03")); // it is starting
  }

  /** Returns the argument of a JDBC method, which must say of null what it says of the rest. */
  static <T> T given(@Nullable T value, String name) throws SQLException {
    if (value == null) {
      throw new SQLException(name + ": null (expected: a value)", INVALID_VALUE);
    }
    return value;
  }

  static SQLException closed(String what) {
    return new SQLNonTransientConnectionException(what + " is closed", NO_CONNECTION);
  }

  static SQLFeatureNotSupportedException unsupported(String what, String instead) {
    return new SQLFeatureNotSupportedException(what + " is not supported: " + instead, "0A000");
  }

  /** For code that is not ours and may throw what it likes: pools, drivers, balancers. */
  static SQLException asSqlException(Exception thrown, String what) {
    return thrown instanceof SQLException already
        ? already
        : new SQLException(what + " failed: " + thrown.getClass().getName(), GENERAL, thrown);
  }
}
