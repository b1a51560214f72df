package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.examples.postgres.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Three databases of a real cluster as shards, one of them with a replica of its own. */
@ExtendWith(SharedCluster.class)
class PostgresShardingTest {
  private static final int USERS = 120;

  private static final Pools POOLS = new Pools();
  private static final Map<String, HikariDataSource> DATABASES = new LinkedHashMap<>();

  @BeforeAll
  static void databases() throws SQLException {
    PostgresCluster cluster = SharedCluster.cluster();
    for (String name : new String[] {"s0", "s1", "s2"}) {
      cluster.createDatabase(name);
      HikariDataSource pool = POOLS.to(cluster.primary(), name, 4);
      DATABASES.put(name, pool);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table users (id bigint primary key, place text)");
      }
    }
  }

  @AfterAll
  static void close() {
    POOLS.assertNothingIsLent();
    POOLS.close();
  }

  /** Only knows a DataSource. */
  private record Repository(DataSource users) {
    void save(long id) throws SQLException {
      try (Connection connection = users.getConnection();
          PreparedStatement insert =
              connection.prepareStatement("insert into users values (?, current_database())")) {
        insert.setLong(1, id);
        insert.executeUpdate();
      }
    }

    String place(long id) throws SQLException {
      try (Connection connection = users.getConnection();
          PreparedStatement select =
              connection.prepareStatement("select place from users where id = ?")) {
        select.setLong(1, id);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? rows.getString(1) : "nowhere";
        }
      }
    }
  }

  @Test
  void rowsLieWhereTheirKeysSay() throws SQLException {
    PostgresCluster cluster = SharedCluster.cluster();
    HikariDataSource standby = POOLS.to(cluster.standby(0), "s2", 4);
    try (ReadWriteDataSource withReplica =
            ReadWriteDataSource.builder()
                .primary(DATABASES.get("s2"))
                .replica("r", standby)
                .build();
        ShardedDataSource users =
            ShardedDataSource.builder()
                .shard("s0", DATABASES.get("s0"))
                .shard("s1", DATABASES.get("s1"))
                .shard("s2", withReplica)
                .routing(ShardRouting.consistentHash())
                .build()) {
      Repository repository = new Repository(users);
      Map<String, Long> oneOfEach = new LinkedHashMap<>();
      for (long id = 0; id < USERS; id++) {
        long user = id;
        users.withKey(user, () -> repository.save(user));
        assertThat(users.withKey((int) user, () -> repository.place(user)))
            .isEqualTo(users.shardFor(user));
        oneOfEach.put(users.shardFor(user), user);
      }
      assertThat(oneOfEach).containsOnlyKeys("s0", "s1", "s2");
      long total = 0;
      for (HikariDataSource database : DATABASES.values()) {
        total += count(database);
      }
      assertThat(total).isEqualTo(USERS);

      cluster.awaitCaughtUp(Duration.ofSeconds(30));
      try (Connection connection = users.forKey(oneOfEach.get("s2")).getConnection();
          Statement statement = connection.createStatement()) {
        connection.setReadOnly(true);
        try (ResultSet rows =
            statement.executeQuery("select pg_is_in_recovery(), current_database()")) {
          rows.next();
          assertThat(rows.getBoolean(1)).isTrue();
          assertThat(rows.getString(2)).isEqualTo("s2");
        }
      }
      assertThat(withReplica.snapshot().inFlight()).isZero();
    }
  }

  private static long count(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from users")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
