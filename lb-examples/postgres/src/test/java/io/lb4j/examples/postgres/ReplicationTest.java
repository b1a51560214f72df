package io.lb4j.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicationTest {
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
  void rowWrittenOnThePrimaryIsReadOnBothStandbys() throws SQLException {
    Rows rows = Rows.create(cluster, "replicated");
    rows.insert(1);
    cluster.awaitCaughtUp(Rows.SOON);

    assertThat(cluster.standbys()).hasSize(2);
    for (PostgresNode standby : cluster.standbys()) {
      assertThat(rows.on(standby)).isEqualTo("1");
    }
  }

  @Test
  void writeOnAStandbyIsRefused() throws SQLException {
    Rows rows = Rows.create(cluster, "refused");

    assertThatThrownBy(() -> rows.insert(cluster.standby(0), 1))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void pausedStandbyFallsBehindUntilItIsResumed() throws SQLException {
    PostgresNode paused = cluster.standby(0);
    PostgresNode other = cluster.standby(1);
    Rows rows = Rows.create(cluster, "paused");
    cluster.pauseReplay(paused);
    rows.insert(1);

    assertThatThrownBy(() -> cluster.awaitCaughtUp(Duration.ofMillis(300)))
        .isInstanceOf(PostgresClusterException.class)
        .hasMessageContaining(paused.name())
        .hasMessageContaining("bytes behind after 300 ms");
    assertThat(rows.on(paused)).isEmpty();
    assertThat(cluster.lagBytes(paused)).isPositive();
    Await.until("the other standby is not paused", Rows.SOON, () -> cluster.lagBytes(other) == 0);
    assertThat(rows.on(other)).isEqualTo("1");

    cluster.resumeReplay(paused);
    cluster.awaitCaughtUp(Rows.SOON);
    assertThat(rows.on(paused)).isEqualTo("1");
  }

  @Test
  void waitIsOverForUnflushedCommitsToo() throws SQLException {
    Rows rows = Rows.create(cluster, "unflushed");
    try (Connection connection = cluster.primary().dataSource().getConnection()) {
      PostgresNode.ask(connection, "set synchronous_commit = off");
      StringBuilder expected = new StringBuilder();
      for (int id = 0; id < 8; id++) {
        PostgresNode.ask(connection, "insert into " + rows.table() + " values (" + id + ")");
        expected.append(id == 0 ? "" : ",").append(id);
        cluster.awaitCaughtUp(Rows.SOON);
        assertThat(rows.on(cluster.standby(id % 2))).isEqualTo(expected.toString());
      }
    }
  }

  @Test
  void idlePrimaryAtTheStartOfASegmentIsNotWaitedFor() {
    cluster.primary().ask("select pg_switch_wal()"); // the next record goes behind a header

    cluster.awaitCaughtUp(Duration.ofSeconds(5));

    assertThat(cluster.lagBytes(cluster.standby(0))).isZero();
  }

  @Test
  void createdDatabaseIsOnEveryNode() throws SQLException {
    cluster.createDatabase("shop");
    cluster.awaitCaughtUp(Rows.SOON);

    for (PostgresNode node : cluster.nodes()) {
      try (Connection connection = node.dataSource("shop").getConnection()) {
        assertThat(connection.getCatalog()).isEqualTo("shop");
        assertThat(connection.getMetaData().getURL()).startsWith(node.jdbcUrl("shop"));
      }
    }
    assertThatThrownBy(() -> cluster.createDatabase("a; drop table b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void serversListenOnLoopbackOnlyAndReportTheirNames() {
    assertThat(cluster.primary().ask("show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(cluster.primary().ask("show unix_socket_directories")).isEmpty();
    assertThat(
            cluster
                .primary()
                .ask(
                    "select string_agg(application_name, ',' order by application_name)"
                        + " from pg_stat_replication"))
        .isEqualTo("pg-2,pg-3");
  }

  @Test
  void rolesAreKnownWithoutAskingAndTrue() {
    for (PostgresNode node : cluster.nodes()) {
      assertThat(node.isRunning()).isTrue();
      assertThat(node.ask("select not pg_is_in_recovery()"))
          .isEqualTo(node.isPrimary() ? "t" : "f");
    }
    assertThat(cluster.primary().isPrimary()).isTrue();
    assertThat(cluster.standbys()).noneMatch(PostgresNode::isPrimary);
    assertThatThrownBy(() -> cluster.pauseReplay(cluster.primary()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: a standby");
    assertThatThrownBy(() -> cluster.rejoin(cluster.primary()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
