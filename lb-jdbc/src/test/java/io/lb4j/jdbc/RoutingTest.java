package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which node a statement goes to, and when a connection is taken from a pool. */
class RoutingTest {
  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.builder().build();

  @Test
  void whatNeedsNoDatabaseTakesNoConnection() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setCatalog("c");
      connection.setSchema("s");
      connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      connection.setNetworkTimeout(Runnable::run, 1);
      connection.setClientInfo("ApplicationName", "a");
      assertThat(connection.getSchema()).isEqualTo("s");
      assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("a");
      assertThat(connection.getNetworkTimeout()).isEqualTo(1);
      assertThat(connection.isReadOnly()).isTrue();
      assertThat(connection.getAutoCommit()).isFalse();
      assertThat(connection.isValid(1)).isTrue();
      assertThat((Object) connection.getWarnings()).isNull();
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      connection.clearWarnings();
      connection.commit();
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(7);
        statement.addBatch("insert");
        assertThat(statement.getFetchSize()).isEqualTo(7);
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
      }
    }
    assertThat(stub.journal).isEmpty();
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void goesToThePrimaryUnlessReadOnly() throws SQLException {
    try (Connection connection = db.getConnection()) {
      assertThat(Stub.ask(connection)).isEqualTo("primary");
    }
    assertThat(Stub.askReadOnly(db)).isIn("one", "two");
    assertThat(stub.active()).isZero();
  }

  @Test
  void spreadsReadsOverTheReplicas() throws SQLException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      seen.add(Stub.askReadOnly(db));
    }
    assertThat(seen).containsExactlyInAnyOrder("one", "two");
    assertThat(stub.primary.opened).hasValue(0);
  }

  @Test
  void preparingBindsAndAPlainStatementBindsWhenExecuted() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement plain = connection.createStatement()) {
      connection.setReadOnly(true);
      assertThat(stub.active()).isZero();
      connection.prepareStatement("select").close();
      assertThat(stub.active()).isOne();
      assertThat(plain.executeQuery("select")).isNotNull();
      assertThat(stub.active()).isOne();
      assertThat(db.snapshot().inFlight()).isOne();
    }
    assertThat(stub.active()).isZero();
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void movesOutsideTransactionsAndHoldsOneConnectionOfEach() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      String replica = Stub.ask(connection);
      connection.setReadOnly(false);
      assertThat(Stub.ask(connection)).isEqualTo("primary");
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo(replica);
      assertThat(stub.active()).isEqualTo(2);
      assertThat(stub.primary.opened.get() + stub.one.opened.get() + stub.two.opened.get())
          .isEqualTo(2);
    }
    assertThat(stub.active()).isZero();
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void anOpenResultSetStaysWhereItIs() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement first = connection.createStatement();
        Statement second = connection.createStatement()) {
      connection.setReadOnly(true);
      ResultSet rows = first.executeQuery("select");
      connection.setReadOnly(false);
      second.executeUpdate("update");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isIn("one", "two");
    }
  }

  @Test
  void aPlainStatementMovesAndTakesItsSettingsAlong() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setFetchSize(7);
      connection.setReadOnly(true);
      statement.execute("select");
      statement.setMaxRows(3);
      connection.setReadOnly(false);
      stub.journal.clear();
      statement.execute("update");
      assertThat(stub.journal)
          .containsSubsequence(
              "primary.createStatement",
              "primary.statement.setFetchSize(7)",
              "primary.statement.setMaxRows(3)",
              "primary.execute(update)");
      assertThat(stub.journal).anyMatch(call -> call.matches("(one|two).statement.close"));
    }
  }

  @Test
  void aBatchRunsWhereTheConnectionIsWhenItIsExecuted() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      statement.execute("select");
      statement.addBatch("a");
      statement.addBatch("b");
      connection.setReadOnly(false);
      stub.journal.clear();
      statement.executeBatch();
      assertThat(stub.journal)
          .containsSubsequence(
              "primary.statement.addBatch(a)",
              "primary.statement.addBatch(b)",
              "primary.executeBatch");
    }
  }

  @Test
  void aPreparedStatementIsRefusedElsewhereAndWelcomeBack() throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement statement = connection.prepareStatement("update")) {
      connection.setReadOnly(true);
      assertThatThrownBy(statement::executeUpdate)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"))
          .hasMessageContaining("prepared on the primary");
      connection.setReadOnly(false);
      statement.executeUpdate();
      assertThat(stub.primary.executions.sum()).isOne();
    }
  }

  @Test
  void withoutReplicasThePrimaryServesAll() throws SQLException {
    try (ReadWriteDataSource alone = ReadWriteDataSource.builder().primary(stub.primary).build()) {
      assertThat(Stub.askReadOnly(alone)).isEqualTo("primary");
      assertThat(alone.snapshot().endpoints()).isEmpty();
      assertThatThrownBy(() -> alone.drain("one"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("replica: one (expected: one of [])");
    }
  }

  @Test
  void aDrainedReplicaTakesNothingNewAndFinishesWhatItHas() throws SQLException {
    try (Connection running = db.getConnection()) {
      running.setReadOnly(true);
      String drained = Stub.ask(running);
      db.drain(drained);
      for (int i = 0; i < 4; i++) {
        assertThat(Stub.askReadOnly(db)).isIn("one", "two").isNotEqualTo(drained);
      }
      assertThat(Stub.ask(running)).isEqualTo(drained);
    }
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void metadataAnswersFromWhereTheConnectionIs() throws SQLException {
    try (Connection connection = db.getConnection()) {
      var metaData = connection.getMetaData();
      connection.setReadOnly(true);
      assertThat(metaData.getDatabaseProductName()).isIn("one", "two");
      connection.setReadOnly(false);
      assertThat(metaData.getDatabaseProductName()).isEqualTo("primary");
    }
  }

  @Test
  void theBuilderRefuses() {
    ReadWriteDataSource.Builder builder = ReadWriteDataSource.builder();
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("primary: none (expected: primary(pool) was called)");
    assertThatThrownBy(() -> builder.replica(" ", stub.one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("replica: ' ' (expected:");
    builder.replica("one", stub.one);
    assertThatThrownBy(() -> builder.replica("one", stub.two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replica: one (expected: a name not used before)");
  }

  @Test
  @SuppressWarnings("NullAway") // what the test is about
  void theBuilderRefusesNull() {
    ReadWriteDataSource.Builder builder = ReadWriteDataSource.builder();
    assertThatThrownBy(() -> builder.primary(null)).hasMessageStartingWith("primary: null");
    assertThatThrownBy(() -> builder.replica(null, stub.one)).hasMessageStartingWith("replica:");
    assertThatThrownBy(() -> builder.replica("x", null)).hasMessageStartingWith("pool of x: null");
    assertThatThrownBy(() -> builder.balancer(null)).hasMessageStartingWith("balancer: null");
  }

  @Test
  void whatBelongsToThePoolsIsRefused() throws SQLException {
    assertThatThrownBy(() -> db.getConnection("user", "secret"))
        .isInstanceOf(java.sql.SQLFeatureNotSupportedException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> db.setLoginTimeout(1))
        .isInstanceOf(java.sql.SQLFeatureNotSupportedException.class);
    assertThatThrownBy(db::createConnectionBuilder)
        .isInstanceOf(java.sql.SQLFeatureNotSupportedException.class);
    assertThat(db.isWrapperFor(ReadWriteDataSource.class)).isTrue();
    assertThat(db.unwrap(ReadWriteDataSource.class)).isSameAs(db);
    assertThatThrownBy(() -> db.unwrap(StubPool.class)).isInstanceOf(SQLException.class);
  }

  @Test
  void afterCloseOfTheDataSourceNothingNewIsBound() throws SQLException {
    Connection early = db.getConnection();
    Connection bound = db.getConnection();
    Stub.ask(bound);
    db.close();
    db.close();
    assertThatThrownBy(db::getConnection).isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> Stub.ask(early)).isInstanceOf(SQLException.class);
    assertThat(Stub.ask(bound)).isEqualTo("primary");
    bound.close();
    assertThat(stub.active()).isZero();
  }
}
