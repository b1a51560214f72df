package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What is set early is replayed, and what the pool had is put back. */
class SettingsTest {
  private final Stub stub = new Stub();
  private final ReadWriteDataSource db = stub.withOneReplica().build();

  private static void setAll(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    connection.setClientInfo("ApplicationName", "a");
    connection.setNetworkTimeout(Runnable::run, 9);
    connection.setTypeMap(Map.of("t", String.class));
    connection.setHoldability(2);
    connection.setSchema("s");
    connection.setCatalog("c");
  }

  @Test
  void replaysInTheRightOrderAndRestoresInTheOther() throws SQLException {
    try (Connection connection = db.getConnection()) {
      setAll(connection);
      connection.createStatement().execute("select");
      connection.rollback();
    }
    assertThat(stub.journal)
        .containsExactly(
            "one.getConnection",
            "one.setCatalog(c)",
            "one.setSchema(s)",
            "one.setHoldability(2)",
            "one.setTypeMap({t=class java.lang.String})",
            "one.setNetworkTimeout(9)",
            "one.setClientInfo(ApplicationName, a)",
            "one.setTransactionIsolation(8)",
            "one.setReadOnly(true)",
            "one.setAutoCommit(false)",
            "one.createStatement",
            "one.execute(select)",
            "one.rollback",
            "one.statement.close",
            "one.rollback",
            "one.setAutoCommit(true)",
            "one.setReadOnly(false)",
            "one.setTransactionIsolation(2)",
            "one.setClientInfo({})",
            "one.setNetworkTimeout(0)",
            "one.setTypeMap({})",
            "one.setHoldability(1)",
            "one.setSchema(public)",
            "one.setCatalog(db)",
            "one.close");
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void setsOnlyWhatDiffers() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(true);
      connection.setSchema("public");
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      connection.createStatement().execute("select");
      connection.createStatement().execute("select");
    }
    assertThat(stub.journal).noneMatch(call -> call.startsWith("primary.set"));
  }

  @Test
  void setsTheSameOnBothNodesAndRestoresBoth() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setSchema("s");
      Stub.ask(connection);
      connection.setReadOnly(true);
      Stub.ask(connection);
      connection.setSchema("t");
      assertThat(connection.getSchema()).isEqualTo("t");
      connection.setReadOnly(false);
      assertThat(connection.getSchema()).isEqualTo("t");
    }
    assertThat(stub.dirt()).isEmpty();
    assertThat(stub.active()).isZero();
  }

  @Test
  void aConnectionHasAutocommitOnWhateverThePoolSays() throws SQLException {
    stub.primary.defaults.put("AutoCommit", false);
    try (Connection connection = db.getConnection()) {
      connection.setSchema("s");
      assertThat(connection.getAutoCommit()).isTrue();
      Stub.ask(connection);
    }
    assertThat(stub.journal).doesNotContain("primary.rollback");
    assertThat(stub.journal.indexOf("primary.setAutoCommit(true)"))
        .isLessThan(stub.journal.indexOf("primary.setSchema(s)"));
    assertThat(stub.journal).endsWith("primary.setAutoCommit(false)", "primary.close");
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void schemaIsChangedOutsideTransactionsOnTheOtherNode() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      Stub.ask(connection);
      connection.commit();
      connection.setReadOnly(true);
      Stub.ask(connection);
      connection.commit();
      connection.setSchema("t"); // on the replica; the primary is told when it is next used
      connection.commit();
      connection.setReadOnly(false);
      stub.journal.clear();
      Stub.ask(connection);
      assertThat(stub.journal)
          .startsWith(
              "primary.setAutoCommit(true)",
              "primary.setSchema(t)",
              "primary.setAutoCommit(false)");
    }
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void clientInfoSetAllAtOnceClearsTheRest() throws SQLException {
    Properties own = new Properties();
    own.setProperty("ApplicationName", "pool");
    stub.primary.defaults.put("ClientInfo", own);
    try (Connection connection = db.getConnection()) {
      Properties mine = new Properties();
      mine.setProperty("ClientUser", "u");
      connection.setClientInfo(mine);
      assertThat(connection.getClientInfo("ApplicationName")).isNull();
      Stub.ask(connection);
      assertThat(connection.getClientInfo()).isEqualTo(mine);
    }
    assertThat(stub.journal).contains("primary.setClientInfo({ApplicationName=pool})");
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void aSettingTheDriverRefusesLeaksNothingAndBlamesNobody() throws SQLException {
    stub.one.failures.put("setSchema", new SQLException("no such schema", "3F000"));
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      connection.setSchema("s");
      assertThatThrownBy(() -> Stub.ask(connection)).hasMessage("no such schema");
    }
    assertThat(stub.active()).isZero();
    assertThat(stub.primary.opened).hasValue(0);
    assertThat(Stub.replica(db, "one").failures()).isZero();
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void aRefusedSetterChangesNothing() throws SQLException {
    try (Connection connection = db.getConnection()) {
      Stub.ask(connection);
      stub.primary.failures.put("setSchema", new SQLException("no", "3F000"));
      assertThatThrownBy(() -> connection.setSchema("s")).hasMessage("no");
      stub.primary.recover();
      connection.setReadOnly(true);
      Stub.ask(connection);
    }
    assertThat(stub.journal).doesNotContain("one.setSchema(s)");
  }

  @Test
  void aConnectionThatCannotBeResetIsAbortedBeforeItGoesBack() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      connection.setSchema("s");
      Stub.ask(connection);
      stub.one.failures.put("setSchema", new SQLException("gone", "08006"));
    }
    assertThat(stub.journal).endsWith("one.abort", "one.close");
    assertThat(Stub.replica(db, "one").failures()).isOne();
    assertThat(stub.active()).isZero();
  }

  @Test
  void autocommitOffRollsBackBeforeItIsTurnedOn() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      Stub.ask(connection);
    }
    List<String> tail = stub.journal.subList(stub.journal.size() - 3, stub.journal.size());
    assertThat(tail)
        .containsExactly("primary.rollback", "primary.setAutoCommit(true)", "primary.close");
  }
}
