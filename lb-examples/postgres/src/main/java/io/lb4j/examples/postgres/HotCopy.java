package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * Copies the files of a running primary into a directory from which a standby can start. (What
 * pg_basebackup does; it is not among the binaries.)
 */
final class HotCopy {
  /** Of the running server alone; a standby gets the log by streaming, from backup_label on. */
  private static final Set<Path> LEFT_OUT =
      Set.of(
          Path.of(PidFile.NAME),
          Path.of("postmaster.opts"),
          Path.of("pg_wal"),
          Path.of("pg_replslot"));

  private HotCopy() {}

  /** Fills {@code target}, which must not exist. The copy is not configured yet. */
  static void take(PostgresNode primary, DataDirectory target) {
    try (Connection connection = primary.connect()) { // start and stop must share a connection
      PostgresNode.ask(connection, "select pg_backup_start('lb4j', fast => true)");
      FileTree.copy(primary.data().path(), target.path(), target.account(), LEFT_OUT::contains);
      target.replace("backup_label", stopBackup(connection));
    } catch (SQLException | IOException e) {
      throw primary.failed("hot copy to " + target.path(), e);
    }
  }

  private static String stopBackup(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select labelfile from pg_backup_stop(wait_for_archive => false)")) {
      row.next();
      return row.getString(1);
    }
  }
}
