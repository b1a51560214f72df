package io.lb4j.examples.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one server. What differs between nodes (port, name, whom to follow) is in a file of
 * its own, so a copy of a directory becomes another node by rewriting that file.
 */
record DataDirectory(Path path, Account account) {
  private static final String NODE_FILE = "node.conf";
  private static final String STANDBY_FILE = "standby.signal";

  /** The same for all nodes. What must not be lowered on a standby is left as initdb chose it. */
  private static final String SETTINGS =
      """

      # lb4j
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      fsync = off                        # survives kill -9 of the processes, not of the machine
      shared_buffers = 32MB
      wal_keep_size = 512MB              # a standby that was away finds the log it missed
      max_wal_size = 256MB
      wal_retrieve_retry_interval = 100ms
      wal_receiver_status_interval = 1s
      log_line_prefix = '%m [%p] '
      include = 'node.conf'
      """;

  /** Creates the files of a new database system. Takes about a second. */
  static DataDirectory initdb(Installation installation, String name) throws IOException {
    DataDirectory data =
        new DataDirectory(installation.root().resolve(name), installation.account());
    data.account.createDirectory(data.path);
    ServerLog log = new ServerLog(installation.root().resolve("initdb.log"));
    List<String> arguments =
        List.of(
            "--pgdata=" + data.path,
            "--username=" + PostgresNode.USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
            "--no-instructions",
            "--wal-segsize=1"); // MB; Lsn knows it too
    Process process = installation.run(log.path(), "initdb", arguments);
    if (!Await.within(Limits.INITDB, () -> !process.isAlive()) || process.exitValue() != 0) {
      throw new PostgresClusterException("initdb failed" + log.tail());
    }
    Files.writeString(data.path.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
    return data;
  }

  /** A copy; this server must be stopped. */
  DataDirectory copyTo(Path copy) throws IOException {
    FileTree.copy(path, copy, account, file -> false);
    return new DataDirectory(copy, account);
  }

  /**
   * Says which node this is. It is a standby of {@code upstream}, or a primary if that is null; a
   * running server learns of it by SIGHUP.
   */
  void configure(String name, int port, @Nullable PostgresNode upstream) {
    String settings = "cluster_name = '" + name + "'\nport = " + port + "\n";
    if (upstream != null) {
      settings += "primary_conninfo = '" + upstream.connectionInfo() + "'\n";
    }
    try {
      replace(NODE_FILE, settings);
      if (upstream != null) {
        replace(STANDBY_FILE, "");
      }
    } catch (IOException e) {
      throw new PostgresClusterException("cannot configure " + name, e);
    }
  }

  /** Writes {@code file}, owned by the account. */
  void replace(String file, String content) throws IOException {
    Path target = path.resolve(file);
    Files.writeString(target, content);
    account.own(target);
  }
}
