package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.examples.postgres.PostgresNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** HikariCP pools to nodes of a cluster, which must have lost nothing in the end. */
final class Pools implements AutoCloseable {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private final List<HikariDataSource> pools = new ArrayList<>();

  HikariDataSource to(PostgresNode node) {
    return to(node, "postgres", 8);
  }

  /** A pool that gives up soon, for nodes that go down. */
  HikariDataSource impatient(PostgresNode node, int timeoutMillis) {
    HikariDataSource pool = to(node);
    pool.setConnectionTimeout(timeoutMillis);
    return pool;
  }

  HikariDataSource to(PostgresNode node, String database, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(node.name() + "-" + database);
    config.setJdbcUrl(node.jdbcUrl(database));
    config.setUsername(node.user());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(30_000); // a loaded machine must not look like a failure
    config.setInitializationFailTimeout(-1); // a pool may be made while its node is down
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return pool;
  }

  void assertNothingIsLent() {
    for (HikariDataSource pool : pools) {
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).as(pool.getPoolName()).isZero();
    }
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }

  /** Waits, within a limit that only a broken build reaches. */
  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as("not within a minute: " + what)
          .isLessThan(LIMIT_NANOS);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
