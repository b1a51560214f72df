package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StandbyFaultsTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.start();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void killedStandbyComesBackAsAnotherProcessWithItsData() throws SQLException {
    PostgresNode standby = cluster.standby(0);
    Rows rows = Rows.create(cluster, "killed");
    rows.insert(1);
    cluster.awaitCaughtUp(Rows.SOON);
    long killed = standby.process().pid();
    List<ProcessHandle> children = ProcessHandle.of(killed).orElseThrow().children().toList();
    assertThat(children).isNotEmpty();

    cluster.kill9(standby);
    assertThat(standby.isRunning()).isFalse();
    assertThat(ProcessHandle.of(killed)).isEmpty();
    assertThat(children).allMatch(ServerProcess::isGone);
    assertThatThrownBy(() -> rows.on(standby)).isInstanceOf(SQLException.class);
    rows.insert(2);
    cluster.awaitCaughtUp(Rows.SOON); // does not wait for the dead

    cluster.restart(standby);
    cluster.awaitCaughtUp(Rows.SOON);
    assertThat(standby.process().pid()).isNotEqualTo(killed);
    assertThat(rows.on(standby)).isEqualTo("1,2");
  }

  @Test
  void stoppedStandbyCatchesUpOnWhatItMissed() throws SQLException {
    PostgresNode standby = cluster.standby(1);
    Rows rows = Rows.create(cluster, "stopped");
    cluster.stop(standby);
    assertThat(standby.isRunning()).isFalse();
    cluster.stop(standby); // again: nothing to do
    String fourSegments =
        "insert into " + rows.table() + " select 1000 + i from generate_series(1, 30000) i";
    cluster.primary().ask(fourSegments);
    cluster.primary().ask("checkpoint"); // would remove the log, but for wal_keep_size
    cluster.primary().ask("delete from " + rows.table());
    rows.insert(7);

    cluster.restart(standby);
    cluster.awaitCaughtUp(Rows.SOON);
    assertThat(rows.on(standby)).isEqualTo("7");
  }

  @Test
  void frozenStandbyAnswersNobodyUntilItThaws() throws SQLException {
    PostgresNode standby = cluster.standby(0);
    Rows rows = Rows.create(cluster, "frozen");
    PGSimpleDataSource impatient = new PGSimpleDataSource();
    impatient.setURL(standby.jdbcUrl());
    impatient.setUser(standby.user());
    impatient.setSocketTimeout(1);
    try (Connection open = impatient.getConnection()) {
      cluster.freeze(standby);
      assertThat(standby.isRunning()).isFalse();
      assertThatThrownBy(() -> PostgresNode.ask(open, "select 1")).isInstanceOf(SQLException.class);
      assertThatThrownBy(impatient::getConnection).isInstanceOf(SQLException.class);
      rows.insert(1);
      cluster.awaitCaughtUp(Rows.SOON); // does not wait for the frozen
    }

    cluster.thaw(standby);
    cluster.awaitCaughtUp(Rows.SOON);
    assertThat(standby.isRunning()).isTrue();
    assertThat(rows.on(standby)).isEqualTo("1");
    assertThatThrownBy(() -> cluster.thaw(standby)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void frozenStandbyCanBeKilledAndRestarted() throws SQLException {
    PostgresNode standby = cluster.standby(1);
    Rows rows = Rows.create(cluster, "frozen_killed");
    cluster.freeze(standby);
    cluster.kill9(standby);
    rows.insert(1);

    cluster.restart(standby);
    cluster.awaitCaughtUp(Rows.SOON);
    assertThat(rows.on(standby)).isEqualTo("1");
  }
}
