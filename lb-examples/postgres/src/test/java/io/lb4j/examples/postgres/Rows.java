package io.lb4j.examples.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** One table per test, so that tests can share a cluster. */
record Rows(PostgresCluster cluster, String table) {
  static final Duration SOON = Duration.ofSeconds(30);

  /** Creates the table and waits until every running standby has it. */
  static Rows create(PostgresCluster cluster, String table) throws SQLException {
    run(cluster.primary(), "create table " + table + " (id int primary key)");
    cluster.awaitCaughtUp(SOON);
    return new Rows(cluster, table);
  }

  void insert(int id) throws SQLException {
    insert(cluster.primary(), id);
  }

  void insert(PostgresNode node, int id) throws SQLException {
    run(node, "insert into " + table + " values (" + id + ")");
  }

  /** The ids that {@code node} shows, in order: "1,2,3"; empty if none. */
  String on(PostgresNode node) throws SQLException {
    String sql = "select coalesce(string_agg(id::text, ',' order by id), '') from " + table;
    try (Connection connection = node.dataSource().getConnection()) {
      return String.valueOf(PostgresNode.ask(connection, sql));
    }
  }

  private static void run(PostgresNode node, String sql) throws SQLException {
    try (Connection connection = node.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
