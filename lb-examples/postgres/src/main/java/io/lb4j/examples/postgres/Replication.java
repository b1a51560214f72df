package io.lb4j.examples.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL of streaming replication: positions, pause and promotion. */
final class Replication {
  private static final String REPLAYED = "select pg_last_wal_replay_lsn()";

  private Replication() {}

  /**
   * Where the next record of {@code primary} will go: everything acknowledged lies before. The
   * flushed position would not do, with {@code synchronous_commit = off} it trails behind.
   */
  static Lsn written(PostgresNode primary) {
    return lsn(primary.ask("select pg_current_wal_insert_lsn()")).withoutPageHeader();
  }

  /** Up to where queries on {@code standby} see the primary's changes. */
  static Lsn replayed(PostgresNode standby) {
    return lsn(standby.ask(REPLAYED));
  }

  /** Up to where {@code standby} has the primary's changes on its own disk. */
  static Lsn received(PostgresNode standby) {
    return lsn(standby.ask("select greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())"));
  }

  /** Those of {@code standbys} that run and have received more than {@code received}. */
  static List<PostgresNode> ahead(List<PostgresNode> standbys, Lsn received) {
    return standbys.stream()
        .filter(node -> node.isRunning() && received(node).aheadOf(received) > 0)
        .toList();
  }

  /** Waits until {@code standby} has replayed up to {@code target}; false if it has not in time. */
  static boolean awaitReplayed(PostgresNode standby, Lsn target, Duration limit) {
    try (Connection connection = standby.connect()) {
      return Await.within(limit, () -> replayed(standby, connection).compareTo(target) >= 0);
    } catch (SQLException e) {
      throw standby.failed(REPLAYED, e);
    }
  }

  /** Stops replay; returns when it has stopped, not only been asked to. */
  static void pause(PostgresNode standby) {
    standby.ask("select pg_wal_replay_pause()");
    awaitPauseState(standby, "paused");
  }

  static void resume(PostgresNode standby) {
    standby.ask("select pg_wal_replay_resume()");
    awaitPauseState(standby, "not paused");
  }

  /** Makes {@code standby} a primary on a new timeline; returns when it takes writes. */
  static void promote(PostgresNode standby) {
    String sql = "select pg_promote(true, " + Limits.REPLICATION.toSeconds() + ")";
    if (!"t".equals(standby.ask(sql))) {
      throw standby.failed(sql, new IllegalStateException("not promoted in time"));
    }
  }

  private static void awaitPauseState(PostgresNode standby, String state) {
    Await.until(
        standby + " is " + state,
        Limits.REPLICATION,
        () -> state.equals(standby.ask("select pg_get_wal_replay_pause_state()")));
  }

  private static Lsn replayed(PostgresNode standby, Connection connection) {
    try {
      return lsn(PostgresNode.ask(connection, REPLAYED));
    } catch (SQLException e) {
      throw standby.failed(REPLAYED, e);
    }
  }

  /** Null is what a standby says that has received, or replayed, nothing yet. */
  private static Lsn lsn(@Nullable String text) {
    return text == null ? Lsn.ZERO : Lsn.parse(text);
  }
}
