package io.lb4j.jdbc;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Databases that each hold a part of the rows, and the rule that says which holds what.
 *
 * <pre>{@code
 * ShardedDataSource users = ShardedDataSource.builder()
 *     .shard("s0", pool0).shard("s1", pool1).shard("s2", pool2)
 *     .routing(ShardRouting.consistentHash())
 *     .build();
 *
 * try (Connection connection = users.forKey(42L).getConnection()) { ... }
 * users.withKey(42L, () -> repository.save(user));     // for code that only knows a DataSource
 * }</pre>
 *
 * <p>A shard may be any DataSource, such as a {@link ReadWriteDataSource}. A connection is that
 * shard's own. {@code getConnection()} without a key is refused: there is no good guess.
 *
 * <p><b>Pools</b>, and the DataSources of shards, stay the caller's: {@link #close} does not close
 * them.
 *
 * <p><b>Threads:</b> safe for use by many threads, and has none of its own. A scope of {@code
 * withKey} belongs to the thread that opened it, and is not seen by threads started in it.
 * <b>Cost:</b> one hash for each {@code forKey} or {@code withKey}.
 */
public final class ShardedDataSource extends LogicalDataSource implements AutoCloseable {
  private final String name;
  private final Map<String, DataSource> shards;
  private final ShardRouting.Route route;
  private final ThreadLocal<@Nullable String> scope = new ThreadLocal<>();
  private volatile boolean closed;

  private ShardedDataSource(String name, Map<String, DataSource> shards, ShardRouting routing) {
    this.name = name;
    this.shards = Map.copyOf(shards);
    this.route = routing.over(List.copyOf(shards.keySet()));
  }

  /** Starts to describe one. */
  public static Builder builder() {
    return new Builder();
  }

  /** Work that returns nothing. */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    /** Does it. */
    void run() throws X;
  }

  /** Work that returns something. */
  @FunctionalInterface
  public interface Query<T extends @Nullable Object, X extends Exception> {
    /** Does it. */
    T run() throws X;
  }

  /**
   * The name of the shard that holds this key's rows.
   *
   * @param key Long, Integer, Short, Byte, BigInteger, String, UUID or byte[]; equal integers of
   *     different types are one key
   * @throws IllegalArgumentException if keys of this type have no shard
   */
  public String shardFor(Object key) {
    String shard = route.shardOf(ShardKey.of(key));
    if (!shards.containsKey(shard)) {
      throw new IllegalStateException(
          name
              + ": the routing chose shard "
              + shard
              + " (expected: one of "
              + shards.keySet()
              + ")");
    }
    return shard;
  }

  /**
   * The DataSource of the shard that holds this key's rows.
   *
   * @throws IllegalArgumentException if keys of this type have no shard
   * @throws IllegalStateException if this data source is closed
   */
  public DataSource forKey(Object key) {
    return shard(shardFor(key));
  }

  private DataSource shard(String shard) {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    return notNull(shards.get(shard), "shard");
  }

  /**
   * Runs {@code action} with {@link #getConnection()} leading to this key's shard, in this thread.
   * Scopes nest: the inner one counts, and the outer one counts again after it.
   *
   * @throws X what the action throws
   * @throws IllegalArgumentException if keys of this type have no shard
   */
  public <X extends Exception> void withKey(Object key, Action<X> action) throws X {
    notNull(action, "action");
    withKey(
        key,
        () -> {
          action.run();
          return true;
        });
  }

  /**
   * The same as {@link #withKey(Object, Action)}, for work that returns something.
   *
   * @return what the query returned
   * @throws X what the query throws
   * @throws IllegalArgumentException if keys of this type have no shard
   */
  public <T extends @Nullable Object, X extends Exception> T withKey(Object key, Query<T, X> query)
      throws X {
    notNull(query, "query");
    String shard = shardFor(key);
    String outer = scope.get();
    scope.set(shard);
    try {
      return query.run();
    } finally {
      if (outer == null) {
        scope.remove();
      } else {
        scope.set(outer);
      }
    }
  }

  /**
   * A connection to the shard of the key in scope.
   *
   * @throws SQLException if no key is in scope, this data source is closed, or the shard gives none
   */
  @Override
  public Connection getConnection() throws SQLException {
    String shard = scope.get();
    if (shard == null) {
      throw new SQLException(
          name
              + ": no shard key in scope (expected: forKey(key).getConnection(), or getConnection()"
              + " inside withKey(key, ..))",
          SqlStates.OUT_OF_ORDER);
    }
    if (closed) {
      throw SqlStates.closed(name);
    }
    try {
      return shard(shard).getConnection();
    } catch (RuntimeException e) {
      throw SqlStates.asSqlException(e, name + ": shard " + shard);
    }
  }

  /** Gives out nothing more. Leaves the shards open. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "ShardedDataSource(" + name + ", " + shards.size() + " shards)";
  }

  /** Describes a {@link ShardedDataSource}: at least one shard, and the routing. */
  public static final class Builder {
    private final Map<String, DataSource> shards = new LinkedHashMap<>();
    private String name = "shards";
    private @Nullable ShardRouting routing;

    private Builder() {}

    /** Its name in exceptions; default {@code shards}. */
    public Builder name(String name) {
      this.name = notBlank(name, "name");
      return this;
    }

    /**
     * A shard and where it is. The name is part of what decides where keys lie, and so, with some
     * routings, is the order.
     *
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder shard(String name, DataSource dataSource) {
      notBlank(name, "shard");
      check(!shards.containsKey(name), "shard", name, "a name not used before");
      shards.put(name, notNull(dataSource, "dataSource of " + name));
      return this;
    }

    /** Which shard holds what. Required: a default would be a silent promise about data. */
    public Builder routing(ShardRouting routing) {
      this.routing = notNull(routing, "routing");
      return this;
    }

    /**
     * Builds it; touches no shard.
     *
     * @throws IllegalArgumentException if there is no shard, or no routing
     */
    public ShardedDataSource build() {
      ShardRouting rule = routing;
      check(!shards.isEmpty(), "shards", "none", "at least one");
      check(rule != null, "routing", "none", "routing(..) was called");
      return new ShardedDataSource(name, shards, notNull(rule, "routing"));
    }
  }
}
