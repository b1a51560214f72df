package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.balancer.Balancers;
import io.lb4j.examples.postgres.PostgresCluster;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** Reads and writes on a real primary with two standbys, through HikariCP. */
@ExtendWith(SharedCluster.class)
class PostgresReadWriteTest {
  private final PostgresCluster cluster = SharedCluster.cluster();
  private final Pools pools = new Pools();
  private final HikariDataSource primary = pools.to(cluster.primary());
  private final HikariDataSource one = pools.to(cluster.standby(0));
  private final HikariDataSource two = pools.to(cluster.standby(1));
  private final ReadWriteDataSource db =
      ReadWriteDataSource.builder()
          .name("orders")
          .primary(primary)
          .replica("one", one)
          .replica("two", two)
          .balancer(Balancers.roundRobin())
          .build();

  @BeforeEach
  void table() throws SQLException {
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists t");
      statement.execute("create table t (id bigint generated always as identity, a int)");
    }
    cluster.awaitCaughtUp(Duration.ofSeconds(30));
  }

  @AfterEach
  void nothingIsLost() {
    try {
      assertThat(db.snapshot().inFlight()).isZero();
      pools.assertNothingIsLent();
    } finally {
      db.close();
      pools.close();
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private long read(String sql) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      return number(connection, sql);
    }
  }

  private long write(String sql) throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  @Test
  void readsAreSpreadOverTheStandbysAndWritesGoToThePrimary() throws SQLException {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      ports.add((int) read("select inet_server_port() where pg_is_in_recovery()"));
    }
    assertThat(ports)
        .containsExactlyInAnyOrder(cluster.standby(0).port(), cluster.standby(1).port());
    assertThat(write("insert into t (a) values (1)")).isOne();
    try (Connection connection = db.getConnection()) {
      assertThat(number(connection, "select pg_is_in_recovery()::int")).isZero();
      assertThat(number(connection, "select count(*) from t")).isOne();
    }
  }

  @Test
  void aWriteOnAReadOnlyConnectionIsRefusedAndBlamesNobody() throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> statement.executeUpdate("insert into t (a) values (1)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
      assertThat(number(connection, "select 1")).isOne();
    }
    assertThat(db.snapshot().endpoints()).allMatch(each -> each.failures() == 0);
  }

  @Test
  void readsAreEventual() throws SQLException {
    cluster.standbys().forEach(cluster::pauseReplay);
    write("insert into t (a) values (1)");
    assertThat(read("select count(*) from t")).isZero();
    cluster.standbys().forEach(cluster::resumeReplay);
    cluster.awaitCaughtUp(Duration.ofSeconds(30));
    assertThat(read("select count(*) from t")).isOne();
    assertThat(read("select count(*) from t")).isOne();
  }

  @Test
  void aTransactionIsNotTornApart() throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.executeUpdate("insert into t (a) values (1)");
      }
      assertThatThrownBy(() -> connection.setReadOnly(true))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
      connection.commit();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(number(connection, "select pg_is_in_recovery()::int")).isOne();
      connection.rollback();
    }
    assertThat(number(primary, "select count(*) from t")).isOne();
  }

  private static long number(HikariDataSource pool, String sql) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return number(connection, sql);
    }
  }

  @Test
  void closeUndoesWhatPoolsDoNot() throws SQLException {
    HikariDataSource single = pools.to(cluster.primary(), "postgres", 1);
    try (ReadWriteDataSource alone = ReadWriteDataSource.builder().primary(single).build();
        Connection connection = alone.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setSchema("pg_catalog");
      connection.setClientInfo("ApplicationName", "mine");
      connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
      connection.setNetworkTimeout(Runnable::run, 12345);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      statement.execute("begin");
      statement.execute("insert into public.t (a) values (1)");
      assertThat(connection.getSchema()).isEqualTo("pg_catalog");
    }
    try (Connection next = single.getConnection()) {
      assertThat(number(next, "select count(pg_current_xact_id_if_assigned())")).isZero();
      assertThat(number(next, "select count(*) from t")).isZero();
      assertThat(next.getSchema()).isEqualTo("public");
      assertThat(next.getClientInfo("ApplicationName")).isNotEqualTo("mine");
      assertThat(next.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      assertThat(next.getNetworkTimeout()).isZero();
      assertThat(next.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }

  @Test
  void theUsualCallsWork() throws SQLException {
    try (Connection connection = db.getConnection()) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into t (a) values (?)", Statement.RETURN_GENERATED_KEYS)) {
        for (int i = 0; i < 3; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
        try (ResultSet keys = insert.getGeneratedKeys()) {
          assertThat(keys.next()).isTrue();
          assertThat(keys.getStatement()).isSameAs(insert);
        }
      }
      try (CallableStatement call = connection.prepareCall("{? = call abs(?)}")) {
        call.registerOutParameter(1, Types.INTEGER);
        call.setInt(2, -5);
        call.execute();
        assertThat(call.getInt(1)).isEqualTo(5);
      }
      try (ResultSet tables = connection.getMetaData().getTables(null, "public", "t", null)) {
        assertThat(tables.next()).isTrue();
        assertThat(tables.getString("TABLE_NAME")).isEqualTo("t");
      }
      assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void aResultSetOutlivesAMove() throws SQLException {
    write("insert into t (a) select generate_series(1, 100)");
    cluster.awaitCaughtUp(Duration.ofSeconds(30));
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      int sum = 0;
      try (ResultSet rows = statement.executeQuery("select a from t")) {
        rows.next();
        connection.setReadOnly(false);
        assertThat(number(connection, "select pg_is_in_recovery()::int")).isZero();
        do {
          sum += rows.getInt(1);
        } while (rows.next());
      }
      assertThat(sum).isEqualTo(5050);
    }
  }

  @Test
  void abortEndsARunningQueryAndLosesNothing() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Connection connection = db.getConnection();
      connection.setReadOnly(true);
      long pid = number(connection, "select pg_backend_pid()");
      int port = (int) number(connection, "select inet_server_port()");
      Future<?> running = thread.submit(() -> number(connection, "select pg_sleep(600)"));
      HikariDataSource node = port == cluster.standby(0).port() ? one : two;
      Pools.await("the query runs", () -> isSleeping(node, pid));
      connection.abort(Runnable::run);
      assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SQLException.class);
      assertThat(connection.isClosed()).isTrue();
      // pgjdbc closes the socket, and the server would go on, holding back replay.
      assertThat(number(node, "select pg_terminate_backend(" + pid + ")::int")).isOne();
    } finally {
      thread.shutdownNow();
    }
    Pools.await("the pool has it back", () -> lent(one) + lent(two) == 0);
    assertThat(db.snapshot().endpoints()).allMatch(each -> each.failures() == 0);
  }

  private static int lent(HikariDataSource pool) {
    return pool.getHikariPoolMXBean().getActiveConnections();
  }

  private static boolean isSleeping(HikariDataSource pool, long pid) {
    String sql =
        "select count(*) from pg_stat_activity where query like '%pg_sleep%' and state = 'active'"
            + " and pid = "
            + pid;
    try {
      return number(pool, sql) == 1;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void threadsThatReadAndWriteLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < 6; worker++) {
        workers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    write("insert into t (a) values (1)");
                    assertThat(read("select pg_is_in_recovery()::int")).isOne();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(number(primary, "select count(*) from t")).isEqualTo(300);
  }
}
