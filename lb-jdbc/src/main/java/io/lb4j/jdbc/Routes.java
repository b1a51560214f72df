package io.lb4j.jdbc;

import io.lb4j.Lease;
import io.lb4j.LoadBalancer;
import io.lb4j.NoAvailableEndpointException;
import io.lb4j.balancer.PickContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens physical connections: to the primary, or to the replica the balancer picks, the next one if
 * its pool cannot give a connection, and the primary as last resort.
 */
final class Routes {
  private static final String PRIMARY = "the primary";

  private final String name;
  private final DataSource primary;
  private final Map<String, DataSource> replicas;
  private final @Nullable LoadBalancer balancer; // null: there are no replicas
  private final boolean fallbackToPrimary;
  private volatile boolean closed;

  Routes(
      String name,
      DataSource primary,
      Map<String, DataSource> replicas,
      @Nullable LoadBalancer balancer,
      boolean fallbackToPrimary) {
    this.name = name;
    this.primary = primary;
    this.replicas = replicas;
    this.balancer = balancer;
    this.fallbackToPrimary = fallbackToPrimary;
  }

  String name() {
    return name;
  }

  void requireOpen() throws SQLException {
    if (closed) {
      throw new SQLTransientConnectionException(name + " is closed", SqlStates.CANNOT_CONNECT);
    }
  }

  void close() {
    closed = true;
    if (balancer != null) {
      balancer.close();
    }
  }

  /** A connection to the primary, as the settings want it. */
  BoundConnection forWriting(SessionSettings settings) throws SQLException {
    requireOpen();
    Connection connection;
    try {
      connection = checkOut(primary, PRIMARY);
    } catch (SQLException e) {
      throw new SQLTransientConnectionException(
          name + ": the primary gave no connection", SqlStates.CANNOT_CONNECT, e);
    }
    return brought(new BoundConnection(PRIMARY, connection, null), settings);
  }

  /**
   * A connection for reading; as the settings want it, unless it is {@code held}.
   *
   * @param held a connection to the primary that is open already, better than a second one
   */
  BoundConnection forReading(SessionSettings settings, @Nullable BoundConnection held)
      throws SQLException {
    requireOpen();
    if (balancer == null) {
      return held == null ? forWriting(settings) : held;
    }
    List<SQLException> failures = new ArrayList<>(0);
    PickContext context = PickContext.none();
    while (true) {
      Lease lease;
      try {
        lease = balancer.acquire(context);
      } catch (NoAvailableEndpointException e) {
        return lastResort(settings, held, e, failures);
      } catch (RuntimeException e) {
        throw SqlStates.asSqlException(e, name + ": the balancer");
      }
      BoundConnection replica = replica(lease, settings, failures);
      if (replica != null) {
        return replica;
      }
      context = lease.next(context);
    }
  }

  /** Null if the replica has failed; then the failure is in the list and the lease has ended. */
  private @Nullable BoundConnection replica(
      Lease lease, SessionSettings settings, List<SQLException> failures) throws SQLException {
    String replica = lease.endpoint().id();
    Connection connection;
    try {
      connection = checkOut(replicas.get(replica), replica);
    } catch (SQLException e) {
      if (Thread.currentThread().isInterrupted()) {
        lease.cancel(); // the pool was told to stop waiting: says nothing of the replica
        throw e;
      }
      lease.failure(e);
      failures.add(e);
      return null;
    } catch (Error e) {
      lease.cancel();
      throw e;
    }
    try {
      return brought(new BoundConnection(replica, connection, lease), settings);
    } catch (SQLException e) {
      if (!SqlStates.isNodeFailure(e)) {
        throw e; // a setting the database refuses is refused everywhere
      }
      failures.add(e);
      return null;
    }
  }

  private BoundConnection lastResort(
      SessionSettings settings,
      @Nullable BoundConnection held,
      NoAvailableEndpointException exhausted,
      List<SQLException> failures)
      throws SQLException {
    if (!fallbackToPrimary) {
      throw nothing(exhausted, "fallback to the primary is off", failures);
    }
    if (held != null) {
      return held;
    }
    try {
      return brought(new BoundConnection(PRIMARY, checkOut(primary, PRIMARY), null), settings);
    } catch (SQLException e) {
      failures.add(e);
      throw nothing(exhausted, "the primary gave no connection either", failures);
    }
  }

  private SQLException nothing(
      NoAvailableEndpointException counts, String primary, List<SQLException> failures) {
    @Nullable Throwable last = failures.isEmpty() ? counts : failures.get(failures.size() - 1);
    SQLException nothing =
        new SQLTransientConnectionException(
            "%s: no connection for reading; replicas: known=%d, ejected=%d, draining=%d, already tried=%d; %s"
                .formatted(
                    name,
                    counts.known(),
                    counts.ejected(),
                    counts.draining(),
                    counts.alreadyTried(),
                    primary),
            SqlStates.CANNOT_CONNECT,
            last);
    failures.stream().filter(each -> each != last).forEach(nothing::addSuppressed);
    return nothing;
  }

  private Connection checkOut(@Nullable DataSource pool, String node) throws SQLException {
    if (pool == null) {
      throw new SQLException(
          name + ": the balancer chose " + node + ", which is no replica of it", SqlStates.GENERAL);
    }
    @Nullable Connection connection;
    try {
      connection = pool.getConnection();
    } catch (RuntimeException e) {
      throw SqlStates.asSqlException(e, name + ": the pool of " + node);
    }
    if (connection == null) {
      throw new SQLException(
          name + ": the pool of " + node + " gave null", SqlStates.CANNOT_CONNECT);
    }
    return connection;
  }

  /** One that cannot be brought to what is wanted goes back at once, so it cannot leak. */
  private BoundConnection brought(BoundConnection connection, SessionSettings settings)
      throws SQLException {
    boolean done = false;
    try {
      connection.bring(settings);
      done = true;
      return connection;
    } catch (RuntimeException e) {
      throw SqlStates.asSqlException(e, name + ": setting up a connection to " + connection);
    } finally {
      if (!done) {
        connection.release(false);
      }
    }
  }
}
