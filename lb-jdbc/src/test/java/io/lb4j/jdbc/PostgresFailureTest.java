package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.balancer.Balancers;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.StateChange;
import io.lb4j.examples.postgres.PostgresCluster;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.load.NodeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A standby is killed while many threads read, and comes back. */
@ExtendWith(SharedCluster.class)
class PostgresFailureTest {
  private static final int READERS = 4;

  private final PostgresCluster cluster = SharedCluster.cluster();
  private final List<NodeState> states = new CopyOnWriteArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  @Test
  void aStandbyIsKilledUnderLoadAndComesBack() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    AtomicBoolean done = new AtomicBoolean();
    try (Pools pools = new Pools();
        ReadWriteDataSource db = open(pools)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        running.add(readers.submit(() -> readUntil(done, db)));
      }
      awaitAnswers(100);

      cluster.kill9(cluster.standby(0));
      Pools.await("ejected", () -> states.contains(NodeState.EJECTED));
      awaitAnswers(200);

      cluster.restart(cluster.standby(0));
      Pools.await("back", () -> Stub.replica(db, "one").state().isInService());
      long picks = Stub.replica(db, "one").successes();
      Pools.await("used again", () -> Stub.replica(db, "one").successes() > picks + 10);

      done.set(true);
      for (Future<?> reader : running) {
        reader.get(60, TimeUnit.SECONDS);
      }
      assertThat(db.snapshot().inFlight()).isZero();
      assertThat(Stub.replica(db, "two").failures()).isZero();
      // Statements that ran when it died, and pooled connections that had died unnoticed.
      assertThat(broken.get()).isLessThanOrEqualTo(READERS * 4);
      pools.assertNothingIsLent();
    } finally {
      done.set(true);
      readers.shutdownNow();
    }
  }

  private ReadWriteDataSource open(Pools pools) {
    HikariDataSource one = pools.impatient(cluster.standby(0), 1000);
    HikariDataSource two = pools.to(cluster.standby(1));
    return ReadWriteDataSource.builder()
        .primary(pools.to(cluster.primary()))
        .replica("one", one)
        .replica("two", two)
        .balancer(Balancers.roundRobin())
        .health(HealthTracker.consecutiveFailures(3))
        .ejection(new EjectionPolicy(Duration.ofMillis(200), Duration.ofSeconds(1), 0))
        .listener(
            new LoadBalancerListener() {
              @Override
              public void stateChanged(StateChange change) {
                if (change.endpoint().id().equals("one")) {
                  states.add(change.to());
                }
              }
            })
        .build();
  }

  private Void readUntil(AtomicBoolean done, ReadWriteDataSource db) {
    while (!done.get()) {
      try (Connection connection = db.getConnection();
          Statement statement = connection.createStatement()) {
        connection.setReadOnly(true);
        try (ResultSet rows = statement.executeQuery("select 1")) {
          rows.next();
          answers.incrementAndGet();
        }
      } catch (SQLException e) {
        assertThat(SqlStates.isNodeFailure(e)).as(e.toString()).isTrue();
        broken.incrementAndGet();
      }
    }
    return null;
  }

  private void awaitAnswers(int more) {
    int until = answers.get() + more;
    Pools.await(more + " answers", () -> answers.get() >= until);
  }

  @Test
  void bothStandbysDownThePrimaryServesAndThenNobody() throws SQLException {
    try (Pools pools = new Pools();
        ReadWriteDataSource db =
            ReadWriteDataSource.builder()
                .name("orders")
                .primary(pools.impatient(cluster.primary(), 1000))
                .replica("one", pools.impatient(cluster.standby(0), 250))
                .replica("two", pools.impatient(cluster.standby(1), 250))
                // Out for longer than the test runs: the counts below are certain then.
                .ejection(new EjectionPolicy(Duration.ofMinutes(10), Duration.ofMinutes(10), 0))
                .build()) {
      cluster.kill9(cluster.standby(0));
      cluster.kill9(cluster.standby(1));
      for (int i = 0; i < 3; i++) {
        assertThat(ask(db, true, "select pg_is_in_recovery()")).isEqualTo("f");
      }
      cluster.kill9(cluster.primary());
      // The first may meet the pooled connection that has just died.
      assertThat(failure(db, true).getSQLState()).startsWith("08");
      SQLException nothing = failure(db, true);
      assertThat(nothing.getSQLState()).isEqualTo("08001");
      assertThat(nothing.getMessage())
          .isEqualTo(
              "orders: no connection for reading; replicas: known=2, ejected=2, draining=0,"
                  + " already tried=0; the primary gave no connection either");
      assertThat(failure(db, false).getSQLState()).isEqualTo("08001");
      assertThat(db.snapshot().inFlight()).isZero();
      pools.assertNothingIsLent();
    }
  }

  private static SQLException failure(ReadWriteDataSource db, boolean readOnly) {
    return catchThrowableOfType(SQLException.class, () -> ask(db, readOnly, "select 1"));
  }

  private static String ask(ReadWriteDataSource db, boolean readOnly, String sql)
      throws SQLException {
    try (Connection connection = db.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setReadOnly(readOnly);
      try (ResultSet rows = statement.executeQuery(sql)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
