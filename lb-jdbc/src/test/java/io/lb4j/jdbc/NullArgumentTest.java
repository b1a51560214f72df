package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Null where JDBC needs a value is an SQLException, and takes nothing from a pool. */
@NullUnmarked // that is what it is about
class NullArgumentTest {
  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.withOneReplica().build();

  private static void refused(String argument, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"))
        .hasMessage(argument + ": null (expected: a value)");
  }

  @Test
  void preparing() throws SQLException {
    try (Connection connection = db.getConnection()) {
      refused("sql", () -> connection.prepareStatement(null));
      refused("sql", () -> connection.prepareStatement(null, 1));
      refused("sql", () -> connection.prepareStatement(null, 1003, 1007));
      refused("sql", () -> connection.prepareStatement(null, 1003, 1007, 1));
      refused("sql", () -> connection.prepareStatement(null, new int[0]));
      refused("sql", () -> connection.prepareStatement(null, new String[0]));
      refused("sql", () -> connection.prepareCall(null));
      refused("sql", () -> connection.prepareCall(null, 1003, 1007));
      refused("sql", () -> connection.prepareCall(null, 1003, 1007, 1));
      refused("sql", () -> connection.nativeSQL(null));
    }
    assertThat(stub.primary.opened).hasValue(0);
  }

  @Test
  void executing() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      refused("sql", () -> statement.executeQuery(null));
      refused("sql", () -> statement.execute(null));
      refused("sql", () -> statement.execute(null, 1));
      refused("sql", () -> statement.executeUpdate(null));
      refused("sql", () -> statement.executeUpdate(null, new int[0]));
      refused("sql", () -> statement.executeLargeUpdate(null));
      refused("sql", () -> statement.executeLargeUpdate(null, new String[0]));
      refused("sql", () -> statement.addBatch(null));
      assertThat(stub.primary.opened).hasValue(0);
      statement.addBatch("insert");
      statement.executeBatch(); // the refused one left nothing behind
    }
  }

  @Test
  void ofPreparedOnes() throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement prepared = connection.prepareStatement("select");
        CallableStatement call = connection.prepareCall("call")) {
      refused("sql", () -> prepared.addBatch(null));
      refused("sql", () -> prepared.executeQuery(null));
      refused("type", () -> call.getObject(1, (Class<?>) null));
      refused("type", () -> call.getObject("a", (Class<?>) null));
    }
  }

  @Test
  void unwrapping() throws SQLException {
    refused("type", () -> db.unwrap(null));
    refused("type", () -> db.isWrapperFor(null));
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      refused("type", () -> connection.unwrap(null));
      refused("type", () -> connection.isWrapperFor(null));
      refused("type", () -> statement.unwrap(null));
      refused("type", () -> statement.isWrapperFor(null));
      refused("type", () -> connection.getMetaData().unwrap(null));
      refused("type", () -> connection.getMetaData().isWrapperFor(null));
      assertThat(stub.primary.opened).hasValue(0);
      ResultSet rows = statement.executeQuery("select");
      refused("type", () -> rows.unwrap(null));
      refused("type", () -> rows.isWrapperFor(null));
    }
  }
}
