package io.lb4j.jdbc;

import static io.lb4j.internal.Checks.check;
import static io.lb4j.internal.Checks.notBlank;
import static io.lb4j.internal.Checks.notNull;

import io.lb4j.LoadBalancer;
import io.lb4j.balancer.Balancer;
import io.lb4j.balancer.Balancers;
import io.lb4j.endpoint.Endpoint;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.LoadBalancerSnapshot;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.time.Ticker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One DataSource over a primary and its replicas: what is declared read-only goes to the replica
 * the balancer picks, all else to the primary.
 *
 * <pre>{@code
 * DataSource db = ReadWriteDataSource.builder()
 *     .primary(primaryPool)
 *     .replica("replica-1", pool1).replica("replica-2", pool2)
 *     .balancer(Balancers.leastConnections())
 *     .build();
 *
 * try (Connection connection = db.getConnection()) {   // takes nothing from a pool yet
 *   connection.setReadOnly(true);                      // Spring: @Transactional(readOnly = true)
 *   ...                                                // the first query takes a replica
 * }
 * }</pre>
 *
 * <p><b>Routing.</b> A connection binds to a node at the first call that needs a database:
 * preparing a statement, executing a plain one, asking for what only the database knows. {@code
 * setReadOnly} decides until then, and again later, but never inside a transaction: SQLState 25001.
 * A logical connection may come to hold one connection of the primary and one of a replica, until
 * it is closed: mind that when sizing pools.
 *
 * <p><b>A replica that is down</b>, or whose pool gives no connection, is passed over for the next,
 * then for the primary; after two such failures in a row it is left alone for a while (see {@link
 * Builder#health}, {@link Builder#ejection}). The wait before that is the pool's own: give pools of
 * replicas a short connection timeout. Only when nothing works there is an SQLException, SQLState
 * 08001, with the counts in its message.
 *
 * <p><b>Two defaults of {@link LoadBalancer} do not hold here</b>, because there is the primary.
 * Attempts at getting a connection are not limited to three: every replica in rotation is tried
 * once, then the primary. (A statement is never repeated.) And no replica need stay in rotation:
 * all may be ejected at once, then the primary serves all reads, and must be able to. With {@link
 * Builder#fallbackToPrimary fallbackToPrimary(false)} at least half of the replicas stay in, and
 * after the last of them a read fails.
 *
 * <p><b>New connections have autocommit on</b> and are not read-only, whatever the pool says.
 * <b>Close</b> rolls back what was not committed. Reads on a replica may miss what the primary has
 * just committed.
 *
 * <p><b>Pools</b> stay the caller's: {@link #close} does not close them.
 *
 * <p><b>Threads:</b> safe for use by many threads, and has none of its own; a connection is for one
 * thread at a time, but {@code abort} and {@code close}. <b>Cost:</b> beside the pool's, some small
 * objects for each connection and one for each statement and result set.
 */
public final class ReadWriteDataSource extends LogicalDataSource implements AutoCloseable {
  private final String name;
  private final List<String> replicas;
  private final @Nullable LoadBalancer balancer;
  private final Routes routes;

  private ReadWriteDataSource(Builder builder, DataSource primary) {
    this.name = builder.name;
    this.replicas = List.copyOf(builder.replicas.keySet());
    this.balancer = builder.replicas.isEmpty() ? null : builder.loadBalancer();
    this.routes =
        new Routes(
            name, primary, Map.copyOf(builder.replicas), balancer, builder.fallbackToPrimary);
  }

  /** Starts to describe one. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A connection that takes nothing from a pool until it must.
   *
   * @throws SQLException if this data source is closed
   */
  @Override
  public Connection getConnection() throws SQLException {
    routes.requireOpen();
    return new RoutedConnection(routes);
  }

  /** The replicas with their state and figures; the primary is not among them. */
  public LoadBalancerSnapshot snapshot() {
    return balancer == null
        ? new LoadBalancerSnapshot(name, false, List.of(), Map.of())
        : balancer.snapshot();
  }

  /**
   * Sends nothing more to a replica; connections that have it keep it.
   *
   * @throws IllegalArgumentException if no replica has this name
   */
  public void drain(String replica) {
    notNull(replica, "replica");
    check(replicas.contains(replica), "replica", replica, "one of " + replicas);
    if (balancer != null) {
      balancer.drain(replica);
    }
  }

  /**
   * Gives out no more connections, and lets those that are out bind to nothing new; what they have
   * they keep. Leaves the pools open. Closing again does nothing.
   */
  @Override
  public void close() {
    routes.close();
  }

  @Override
  public String toString() {
    return "ReadWriteDataSource(" + name + ", " + replicas.size() + " replicas)";
  }

  /** Describes a {@link ReadWriteDataSource}. Only the primary is required. */
  public static final class Builder {
    private static final EjectionPolicy STANDARD = EjectionPolicy.standard();

    /** There is another place to go to, the primary: so even the last replica may be ejected. */
    private static final EjectionPolicy TO_THE_LAST =
        new EjectionPolicy(STANDARD.first(), STANDARD.longest(), 0);

    private final Map<String, DataSource> replicas = new LinkedHashMap<>();
    private String name = "db";
    private @Nullable DataSource primary;
    private Balancer balancer = Balancers.leastConnections();
    private HealthTracker health = HealthTracker.consecutiveFailures(2);
    private @Nullable EjectionPolicy ejection;
    private LoadBalancerListener listener = LoadBalancerListener.none();
    private Ticker ticker = Ticker.system();
    private boolean fallbackToPrimary = true;

    private Builder() {}

    /** Its name in exceptions, logs and events; default {@code db}. */
    public Builder name(String name) {
      this.name = notBlank(name, "name");
      return this;
    }

    /** The pool of the primary. Required. */
    public Builder primary(DataSource pool) {
      this.primary = notNull(pool, "primary");
      return this;
    }

    /**
     * A replica and its pool. Without one, everything goes to the primary.
     *
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder replica(String name, DataSource pool) {
      notBlank(name, "replica");
      check(!replicas.containsKey(name), "replica", name, "a name not used before");
      replicas.put(name, notNull(pool, "pool of " + name));
      return this;
    }

    /** How to choose a replica; default {@link Balancers#leastConnections()}. */
    public Builder balancer(Balancer balancer) {
      this.balancer = notNull(balancer, "balancer");
      return this;
    }

    /**
     * When to eject a replica; default after 2 connections in a row that could not be had, or broke
     * while in use. Answers the application dislikes are no failures, wrong SQL and writes on a
     * replica included.
     *
     * <p>Why 2, where {@link LoadBalancer} has 5: only what the node is to blame for counts, so a
     * second one is hardly chance. Each dead connection that a broken replica leaves in its pool
     * costs one read, and {@link Balancers#leastConnections()} likes that replica best, because it
     * is idle. A read that is repeated once may still meet both; {@code consecutiveFailures(1)}
     * prevents that, but then one connection cut by a firewall ejects a healthy replica.
     *
     * <p>A pool with no connection free in time counts too: from outside it looks like a node that
     * does not answer. If all pools of replicas are too small for the load, all are ejected and the
     * primary gets all reads; a higher number here makes that rarer, larger pools prevent it.
     */
    public Builder health(HealthTracker health) {
      this.health = notNull(health, "health");
      return this;
    }

    /**
     * How long to eject a replica and how many to keep; default 5 s doubling to 300 s, and none
     * need stay if reads fall back to the primary, else half.
     */
    public Builder ejection(EjectionPolicy ejection) {
      this.ejection = notNull(ejection, "ejection");
      return this;
    }

    /** Who is told what happens to replicas; adds to those given before. */
    public Builder listener(LoadBalancerListener listener) {
      this.listener = this.listener.and(notNull(listener, "listener"));
      return this;
    }

    /** The clock; default {@link Ticker#system()}. For tests and simulations. */
    public Builder ticker(Ticker ticker) {
      this.ticker = notNull(ticker, "ticker");
      return this;
    }

    /**
     * Whether the primary serves reads when no replica does; default true. With false, reads fail
     * instead, and an unhealthy replica is used rather than none.
     */
    public Builder fallbackToPrimary(boolean fallback) {
      this.fallbackToPrimary = fallback;
      return this;
    }

    /**
     * Builds it; touches no pool.
     *
     * @throws IllegalArgumentException if there is no primary
     */
    public ReadWriteDataSource build() {
      DataSource pool = primary;
      check(pool != null, "primary", "none", "primary(pool) was called");
      return new ReadWriteDataSource(this, notNull(pool, "primary"));
    }

    private LoadBalancer loadBalancer() {
      EjectionPolicy otherwise = fallbackToPrimary ? TO_THE_LAST : STANDARD;
      LoadBalancer.Builder builder =
          LoadBalancer.builder(name)
              .endpoints(replicas.keySet().stream().map(Endpoint::named).toArray(Endpoint[]::new))
              .balancer(balancer)
              .health(health)
              .ejection(ejection == null ? otherwise : ejection)
              .ticker(ticker);
      if (fallbackToPrimary) {
        builder.panicBelow(0); // panic is for those who have nowhere else to go
      }
      if (listener != LoadBalancerListener.none()) {
        builder.listener(listener);
      }
      return builder.build();
    }
  }
}
