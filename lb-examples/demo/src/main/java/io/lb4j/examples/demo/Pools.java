package io.lb4j.examples.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.examples.postgres.PostgresNode;
import java.time.Duration;

/** One HikariCP pool for each PostgreSQL server, as an application would have them. */
final class Pools {
  private static final int CONNECTIONS = 6;

  /** A replica that is down costs a read this long before the next one is asked. */
  private static final Duration REPLICA_PATIENCE = Duration.ofMillis(300);

  private static final Duration PRIMARY_PATIENCE = Duration.ofSeconds(10);

  private Pools() {}

  static HikariDataSource primary(PostgresNode node) {
    return pool("primary", node, PRIMARY_PATIENCE);
  }

  static HikariDataSource replica(String name, PostgresNode node) {
    return pool(name, node, REPLICA_PATIENCE);
  }

  private static HikariDataSource pool(String name, PostgresNode node, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(node.dataSource());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(patience.toMillis());
    return new HikariDataSource(config);
  }
}
