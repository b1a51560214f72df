package io.lb4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Keys lead to shards, scopes nest, and nothing is guessed. */
class ShardedDataSourceTest {
  private final StubPool pool0 = StubPool.silent("s0");
  private final StubPool pool1 = StubPool.silent("s1");
  private final ShardedDataSource users =
      ShardedDataSource.builder()
          .name("users")
          .shard("s0", pool0)
          .shard("s1", pool1)
          .routing(ShardRouting.modulo())
          .build();

  private String where() throws SQLException {
    try (Connection connection = users.getConnection()) {
      return Stub.ask(connection);
    }
  }

  @Test
  void aKeyLeadsToItsShard() throws SQLException {
    assertThat(users.shardFor(3L)).isEqualTo("s1");
    assertThat(users.forKey(3)).isSameAs(pool1);
    try (Connection connection = users.forKey((short) 2).getConnection()) {
      assertThat(Stub.ask(connection)).isEqualTo("s0");
    }
    assertThatThrownBy(() -> users.forKey(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> users.shardFor("x")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void scopesNestAndEnd() throws SQLException {
    users.withKey(
        1,
        () -> {
          assertThat(where()).isEqualTo("s1");
          String inner = users.withKey(2, this::where);
          assertThat(inner).isEqualTo("s0");
          assertThat(where()).isEqualTo("s1");
          assertThatThrownBy(
                  () ->
                      users.withKey(
                          2,
                          () -> {
                            throw new IOException("mine");
                          }))
              .isExactlyInstanceOf(IOException.class)
              .hasMessage("mine");
          assertThat(where()).isEqualTo("s1");
        });
    assertThatThrownBy(users::getConnection).isInstanceOf(SQLException.class);
  }

  @Test
  void withoutAKeyBothWaysAreNamed() {
    assertThatThrownBy(users::getConnection)
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("users: no shard key in scope")
        .hasMessageContaining("forKey(")
        .hasMessageContaining("withKey(");
    assertThat(pool0.opened.get() + pool1.opened.get()).isZero();
  }

  @Test
  void aScopeIsOfItsThreadAndOfItsDataSource() throws Exception {
    ShardedDataSource others =
        ShardedDataSource.builder()
            .shard("x", pool0)
            .routing(shards -> key -> shards.get(0))
            .build();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      users.withKey(
          1,
          () -> {
            assertThatThrownBy(others::getConnection).isInstanceOf(SQLException.class);
            return thread
                .submit(
                    () -> {
                      assertThatThrownBy(users::getConnection).isInstanceOf(SQLException.class);
                    })
                .get(30, TimeUnit.SECONDS);
          });
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aKeyWithoutAShardOpensNoScope() {
    assertThatThrownBy(() -> users.withKey("text", () -> true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(users::getConnection).isInstanceOf(SQLException.class);
  }

  @Test
  void aRoutingThatChoosesWhatIsNotThereIsSaid() {
    ShardedDataSource lost =
        ShardedDataSource.builder().shard("x", pool0).routing(shards -> key -> "y").build();
    assertSaid(lost, "shards: the routing chose shard y (expected: one of [x])");
    ShardedDataSource none =
        ShardedDataSource.builder()
            .shard("a", pool0)
            .shard("null", pool1)
            .routing(shards -> key -> nothing())
            .build();
    assertSaid(none, "shards: the routing chose shard null (expected: one of [a, null])");
  }

  private static void assertSaid(ShardedDataSource lost, String message) {
    assertThatThrownBy(() -> lost.shardFor(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertRefused(() -> lost.forKey(1).getConnection(), "HY000", message);
    assertRefused(() -> lost.withKey(1, () -> lost.getConnection()), "HY000", message);
  }

  private static void assertRefused(ThrowingCallable call, String sqlState, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState))
        .hasMessage(message);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as users without a checker do
  private static <T> T nothing() {
    return null;
  }

  @Test
  void aRoutingWithoutARouteIsRefusedByTheBuilder() {
    ShardedDataSource.Builder builder =
        ShardedDataSource.builder()
            .shard("s1", pool1)
            .shard("s0", pool0)
            .routing(shards -> nothing());
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("routing: no route (expected: a route over [s1, s0])");
  }

  @Test
  void noKeyIsNoKey() {
    String message = "key: null (expected: a value)";
    assertThatThrownBy(() -> users.shardFor(nothing())).hasMessage(message);
    assertThatThrownBy(() -> users.forKey(nothing())).hasMessage(message);
    assertThatThrownBy(() -> users.withKey(nothing(), () -> true)).hasMessage(message);
  }

  @Test
  void aPoolThatGivesNullIsAnSqlException() {
    pool1.givesNull = true;
    assertRefused(
        () -> users.withKey(1, () -> users.getConnection()), "08001", "users: shard s1 gave null");
  }

  @Test
  void aPoolThatThrowsWhatItShouldNotIsAnSqlException() {
    pool1.refuse(new IllegalStateException("pool"));
    assertThatThrownBy(() -> users.withKey(1, this::where))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("users: shard s1 failed")
        .hasRootCauseMessage("pool");
  }

  @Test
  void aShardMayHaveReplicas() throws SQLException {
    try (ReadWriteDataSource shard =
            ReadWriteDataSource.builder().primary(pool0).replica("r", pool1).build();
        ShardedDataSource sharded =
            ShardedDataSource.builder()
                .shard("only", shard)
                .routing(ShardRouting.consistentHash())
                .build();
        Connection connection = sharded.forKey("alice").getConnection()) {
      connection.setReadOnly(true);
      assertThat(Stub.ask(connection)).isEqualTo("s1");
    }
    assertThat(pool1.active).hasValue(0);
  }

  @Test
  void theBuilderRefuses() {
    ShardedDataSource.Builder builder = ShardedDataSource.builder();
    assertThatThrownBy(builder::build).hasMessage("shards: none (expected: at least one)");
    builder.shard("s0", pool0);
    assertThatThrownBy(builder::build)
        .hasMessage("routing: none (expected: routing(..) was called)");
    assertThatThrownBy(() -> builder.shard("s0", pool1))
        .hasMessage("shard: s0 (expected: a name not used before)");
    assertThatThrownBy(() -> builder.shard("", pool1)).hasMessageStartingWith("shard: ''");
  }

  @Test
  void closedAndRefused() throws SQLException {
    assertThatThrownBy(() -> users.getConnection("u", "secret"))
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    assertThatThrownBy(users::createShardingKeyBuilder)
        .isInstanceOf(SQLFeatureNotSupportedException.class);
    users.withKey(
        1,
        () -> {
          users.close();
          assertThatThrownBy(users::getConnection).isInstanceOf(SQLException.class);
        });
    assertThatThrownBy(() -> users.forKey(1)).isInstanceOf(IllegalStateException.class);
    assertThat(users.shardFor(1)).isEqualTo("s1"); // arithmetic only
  }
}
