package io.lb4j.jdbc;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
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
  private final List<String> names;
  private final Map<String, Place> places;
  private final ShardRouting.Route route;

  @SuppressWarnings("ThreadLocalUsage") // each data source has its own scopes, and removes them
  private final ThreadLocal<@Nullable Place> scope = new ThreadLocal<>();

  private volatile boolean closed;

  /** A shard as the routing names it. */
  private record Place(String shard, DataSource pool) {}

  private ShardedDataSource(String name, Map<String, DataSource> shards, ShardRouting routing) {
    this.name = name;
    this.names = List.copyOf(shards.keySet());
    Map<String, Place> all = new HashMap<>();
    shards.forEach((shard, pool) -> all.put(shard, new Place(shard, pool)));
    this.places = Map.copyOf(all);
    ShardRouting.@Nullable Route chosen = routing.over(names); // the user's code: may be wrong
    check(chosen != null, "routing", "no route", "a route over " + names);
    this.route = notNull(chosen, "routing");
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
   * @throws IllegalStateException if the routing names a shard that is not there
   */
  public String shardFor(Object key) {
    Place place = placeOf(key);
    if (place.pool() instanceof LostShard lost) {
      throw new IllegalStateException(lost.message());
    }
    return place.shard();
  }

  private Place placeOf(Object key) {
    @Nullable String shard = route.shardOf(ShardKey.of(notNull(key, "key")));
    Place place = shard == null ? null : places.get(shard);
    if (place != null) {
      return place;
    }
    String message = "%s: the routing chose shard %s (expected: one of %s)";
    return new Place(String.valueOf(shard), new LostShard(message.formatted(name, shard, names)));
  }

  /**
   * The DataSource of the shard that holds this key's rows, as it was given to the builder. If the
   * routing names a shard that is not there, it is one that throws an SQLException which says so.
   *
   * @throws IllegalArgumentException if keys of this type have no shard
   * @throws IllegalStateException if this data source is closed
   */
  public DataSource forKey(Object key) {
    Place place = placeOf(key);
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    return place.pool();
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
    Place place = placeOf(key);
    Place outer = scope.get();
    scope.set(place);
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
   * @throws SQLException if no key is in scope, this data source is closed, the shard gives none,
   *     or the routing names a shard that is not there
   */
  @Override
  public Connection getConnection() throws SQLException {
    Place place = scope.get();
    if (place == null) {
      throw new SQLException(
          name
              + ": no shard key in scope (expected: forKey(key).getConnection(), or getConnection()"
              + " inside withKey(key, ..))",
          SqlStates.OUT_OF_ORDER);
    }
    if (closed) {
      throw SqlStates.closed(name);
    }
    @Nullable Connection connection; // a pool is not ours: it may throw what it likes, or give null
    try {
      connection = place.pool().getConnection();
    } catch (RuntimeException e) {
      throw SqlStates.asSqlException(e, name + ": shard " + place.shard());
    }
    if (connection == null) {
      throw new SQLException(
          name + ": shard " + place.shard() + " gave null", SqlStates.CANNOT_CONNECT);
    }
    return connection;
  }

  /** Gives out nothing more. Leaves the shards open. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "ShardedDataSource(" + name + ", " + names.size() + " shards)";
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
     * @throws IllegalArgumentException if there is no shard or no routing, or it makes no route
     */
    public ShardedDataSource build() {
      ShardRouting rule = routing;
      check(!shards.isEmpty(), "shards", "none", "at least one");
      check(rule != null, "routing", "none", "routing(..) was called");
      return new ShardedDataSource(name, shards, notNull(rule, "routing"));
    }
  }
}
