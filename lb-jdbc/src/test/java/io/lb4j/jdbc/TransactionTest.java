package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A transaction stays on the node where it began, and ends there. */
class TransactionTest {
  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.withOneReplica().build();

  private static void refused(ThrowingCallable call, String sqlState) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
  }

  @Test
  void setReadOnlyInsideATransactionIsRefused() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setReadOnly(false); // nothing executed yet
      Stub.ask(connection);
      refused(() -> connection.setReadOnly(true), "25001");
      refused(() -> connection.setReadOnly(false), "25001");
      assertThat(Stub.ask(connection)).isEqualTo("primary");
      connection.commit();
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("one");
      refused(() -> connection.setReadOnly(false), "25001");
      connection.rollback();
      connection.setReadOnly(false);
    }
    assertThat(stub.journal)
        .contains("primary.commit", "one.rollback")
        .doesNotContain("one.commit");
  }

  @Test
  void aReadOnlyTransactionRunsOnAReplica() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("one");
      assertThat(Stub.ask(connection)).isEqualTo("one");
      connection.commit();
    }
    assertThat(stub.journal).contains("one.commit");
    assertThat(stub.primary.opened).hasValue(0);
  }

  @Test
  void commitAndRollbackUnderAutocommitAreRefused() throws SQLException {
    try (Connection connection = db.getConnection()) {
      refused(connection::commit, "25P01");
      refused(connection::rollback, "25P01");
      refused(connection::setSavepoint, "25P01");
      Stub.ask(connection);
      refused(connection::commit, "25P01");
    }
    assertThat(stub.journal).doesNotContain("primary.commit");
  }

  @Test
  void savepointsAreOfTheTransactionThatRuns() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.setSavepoint("s");
      refused(() -> connection.setReadOnly(true), "25001");
      connection.commit();
    }
    assertThat(stub.journal).contains("primary.setSavepoint(s)", "primary.commit");
  }

  @Test
  void turningAutocommitOnCommitsWhereTheTransactionIs() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      Stub.ask(connection);
      connection.setAutoCommit(true);
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("one");
    }
    assertThat(stub.journal)
        .containsSubsequence("primary.setAutoCommit(false)", "primary.setAutoCommit(true)")
        .doesNotContain("primary.rollback");
  }

  @Test
  void closeRollsBack() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      Stub.ask(connection);
    }
    assertThat(stub.journal).containsSubsequence("primary.rollback", "primary.close");
  }

  @Test
  void queriesOfTheCatalogAreStatementsToo() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.getMetaData().getDatabaseProductName();
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      connection.getMetaData().getTables(null, null, "%", null);
      refused(() -> connection.setReadOnly(true), "25001");
    }
  }

  @Test
  void askingForTheSchemaMayBeginOne() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.getSchema(); // pgjdbc: "select current_schema()"
      refused(() -> connection.setReadOnly(true), "25001");
      connection.rollback();
      connection.getNetworkTimeout();
      connection.setReadOnly(true);
    }
  }

  @Test
  void aTransactionBegunInSqlHoldsItsNodeAndIsEndedByClose() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      refused(() -> connection.setReadOnly(true), "25001");
      statement.execute("commit");
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      statement.execute(" /* now */ start transaction");
    }
    assertThat(stub.journal)
        .containsSubsequence(
            "primary.setAutoCommit(false)",
            "primary.rollback",
            "primary.setAutoCommit(true)",
            "primary.close");
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void whatIsDoneWithAnUnwrappedConnectionCounts() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      connection.setReadOnly(true);
      connection.setReadOnly(false);
      connection.unwrap(Proxy.class); // the stub driver's own class
      refused(() -> connection.setReadOnly(true), "25001");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "begin, BEGINS",
    "BEGIN TRANSACTION READ ONLY; select 1, BEGINS",
    "Start Transaction, BEGINS",
    "'-- why not\n begin', BEGINS",
    "'/* a */ /* b */begin', BEGINS",
    "commit, ENDS",
    "'COMMIT WORK ;', ENDS",
    "rollback, ENDS",
    "end transaction, ENDS",
    "abort, ENDS",
    "rollback to savepoint s, OTHER",
    "commit and chain, OTHER",
    "select 1, OTHER",
    "beginning, OTHER",
    "update t set a = 'begin', OTHER",
    "call begin(), OTHER",
    "'', OTHER",
    "--, OTHER",
    "/*, OTHER"
  })
  void recognisesTransactionText(String sql, TransactionText expected) {
    assertThat(TransactionText.of(sql)).isEqualTo(expected);
  }
}
