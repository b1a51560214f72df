package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.lb4j.balancer.Balancers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the design promises to compile, compiled. */
class UserCodeTest {
  private final StubPool primaryPool = StubPool.silent("primary");
  private final StubPool pool0 = StubPool.silent("s0");
  private final StubPool pool1 = StubPool.silent("s1");
  private final StubPool pool2 = StubPool.silent("s2");

  /** Something that only knows a DataSource. */
  private record Repository(DataSource users) {
    String save(String user) {
      return user;
    }

    void delete(String user) throws IOException {
      if (user.isEmpty()) {
        throw new IOException();
      }
    }

    String where() throws SQLException {
      try (Connection connection = users.getConnection()) {
        return Stub.ask(connection);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closed for the sake of the example
  void compiles() throws SQLException, IOException {
    DataSource db =
        ReadWriteDataSource.builder()
            .primary(primaryPool)
            .replica("replica-1", pool1)
            .replica("replica-2", pool2)
            .balancer(Balancers.leastConnections())
            .build();
    ShardedDataSource users =
        ShardedDataSource.builder()
            .shard("s0", pool0)
            .shard("s1", pool1)
            .shard("s2", db)
            .routing(ShardRouting.consistentHash())
            .build();
    try (Connection c = users.forKey(42L).getConnection()) {
      assertThat(Stub.ask(c)).isNotNull();
    }
    Repository repository = new Repository(users);
    String user = "u";
    users.withKey(42L, () -> repository.save(user)); // throws nothing checked
    users.withKey(42L, () -> repository.delete(user)); // throws what the work throws
    users.withKey(
        42L,
        () -> {
          repository.save(user);
        });
    String where = users.withKey(42L, repository::where);
    assertThat(where).isIn(users.shardFor(42L), "primary");
    users.close();
  }
}
