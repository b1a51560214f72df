package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lb4j.balancer.Balancer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections and statements say of a replica, and where reads go when it fails. */
class VerdictTest {
  private final Stub stub = new Stub();
  private final AtomicLong now = new AtomicLong();

  private void failing(ReadWriteDataSource db, SQLException thrown) throws SQLException {
    stub.one.failures.put("select", thrown);
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection)).isSameAs(thrown);
    }
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08000", "08006", "08001", "57P01", "57P02", "57P03"})
  void aNodeThatFailsIsAFailure(String sqlState) throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    failing(db, new SQLException("x", sqlState));
    assertThat(Stub.replica(db, "one").failures()).isOne();
    failing(db, new SQLTransientConnectionException("no state"));
    assertThat(Stub.replica(db, "one").failures()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0A000", "25006", "40001", "57014", "23505", "42601", "XX000", "57P04"})
  void anAnswerIsASuccess(String sqlState) throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    failing(db, new SQLException("x", sqlState));
    failing(db, new SQLException("no state"));
    assertThat(Stub.replica(db, "one").failures()).isZero();
    assertThat(Stub.replica(db, "one").successes()).isEqualTo(2);
  }

  @Test
  void fetchingFailsToo() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.failures.put("next", new SQLException("x", "08006"));
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(true);
      ResultSet rows = statement.executeQuery("select");
      assertThatThrownBy(rows::next).isInstanceOf(SQLException.class);
      assertThat(db.snapshot().inFlight()).isOne();
    }
    assertThat(Stub.replica(db, "one").failures()).isOne();
  }

  @Test
  void aConnectionThatBrokeIsNotComeBackTo() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.failures.put("select", new SQLException("x", "08006"));
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection)).isInstanceOf(SQLException.class);
      connection.setReadOnly(false);
      stub.one.recover();
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("one");
      assertThat(stub.one.opened).hasValue(2);
      assertThat(stub.one.active).hasValue(1);
    }
  }

  @Test
  void passesOverAReplicaThatGivesNoConnection() throws SQLException {
    ReadWriteDataSource db = stub.builder().build();
    stub.one.refuse(Stub.down());
    for (int i = 0; i < 4; i++) {
      assertThat(Stub.askReadOnly(db)).isEqualTo("two");
    }
    assertThat(Stub.replica(db, "one").failures()).isPositive();
    assertThat(stub.primary.opened).hasValue(0);
  }

  @Test
  void aPoolThatThrowsWhatItShouldNotIsPassedOverToo() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.refuse(new IllegalStateException("pool"));
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
    assertThat(Stub.replica(db, "one").failures()).isOne();
  }

  @Test
  void aPoolThatGivesNullIsPassedOverTooAndSaidOfThePrimary() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.givesNull = true;
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
    assertThat(Stub.replica(db, "one").failures()).isOne();
    stub.primary.givesNull = true;
    try (Connection connection = db.getConnection()) {
      assertThatThrownBy(() -> Stub.ask(connection))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasRootCauseMessage("orders: the pool of the primary gave null");
    }
  }

  @Test
  void aReplicaThatBreaksWhileItIsSetUpIsPassedOver() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.failures.put("setReadOnly", new SQLException("stale", "08006"));
    assertThat(Stub.askReadOnly(db)).isEqualTo("primary");
    assertThat(Stub.replica(db, "one").failures()).isOne();
    assertThat(stub.active()).isZero();
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void theConnectionToThePrimaryThatIsThereIsTaken() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.refuse(Stub.down());
    try (Connection connection = db.getConnection()) {
      Stub.ask(connection);
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("primary");
      assertThat(stub.primary.opened).hasValue(1);
    }
    assertThat(stub.dirt()).isEmpty();
  }

  @Test
  void whenNothingWorksTheCountsAreNamed() throws SQLException {
    ReadWriteDataSource db = stub.builder().build();
    SQLException last = Stub.down();
    stub.one.refuse(Stub.down());
    stub.two.refuse(Stub.down());
    stub.primary.refuse(last);
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("08001");
                assertThat(e.getSuppressed()).hasSize(2);
              })
          .hasMessage(
              "orders: no connection for reading; replicas: known=2, ejected=0, draining=0,"
                  + " already tried=2; the primary gave no connection either")
          .hasCause(last);
    }
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void withoutFallbackReadsFail() throws SQLException {
    ReadWriteDataSource db = stub.builder().fallbackToPrimary(false).build();
    stub.one.refuse(Stub.down());
    stub.two.refuse(Stub.down());
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection))
          .hasMessageEndingWith("already tried=2; fallback to the primary is off");
      connection.setReadOnly(false);
      assertThat(Stub.ask(connection)).isEqualTo("primary");
    }
  }

  @Test
  void drainingIsCounted() throws SQLException {
    ReadWriteDataSource db = stub.builder().fallbackToPrimary(false).build();
    db.drain("one");
    db.drain("two");
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection))
          .hasMessageContaining("known=2, ejected=0, draining=2, already tried=0");
    }
  }

  @Test
  void aPrimaryThatIsDownIsSaid() throws SQLException {
    ReadWriteDataSource db = stub.builder().build();
    stub.primary.refuse(Stub.down());
    try (Connection connection = db.getConnection()) {
      assertThatThrownBy(() -> Stub.ask(connection))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessage("orders: the primary gave no connection")
          .hasRootCauseMessage("connection refused");
    }
  }

  @Test
  void aBrokenBalancerIsAnSqlException() throws SQLException {
    Balancer broken =
        nodes ->
            context -> {
              throw new IllegalStateException("mine");
            };
    ReadWriteDataSource db = stub.builder().balancer(broken).build();
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> Stub.ask(connection))
          .isInstanceOf(SQLException.class)
          .hasMessageStartingWith("orders: the balancer failed")
          .hasRootCauseMessage("mine");
    }
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void anInterruptedWaitForAPoolBlamesNobodyAndEndsTheSearch() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().build();
    stub.one.refuse(new SQLException("interrupted"));
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> Stub.ask(connection)).hasMessage("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Stub.replica(db, "one").failures()).isZero();
    assertThat(stub.primary.opened).hasValue(0);
    assertThat(db.snapshot().inFlight()).isZero();
  }

  @Test
  void latencyIsMeasuredToTheFirstAnswer() throws SQLException {
    ReadWriteDataSource db = stub.withOneReplica().ticker(now::get).build();
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      Stub.ask(connection);
      now.addAndGet(Duration.ofHours(1).toNanos());
    }
    assertThat(Stub.replica(db, "one").latencyNanos()).isZero();
    assertThat(Stub.replica(db, "one").successes()).isOne();
  }
}
