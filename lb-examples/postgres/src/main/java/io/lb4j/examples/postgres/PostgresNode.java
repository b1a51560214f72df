package io.lb4j.examples.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One server of a {@link PostgresCluster}: where it is and how it does. Name and port stay the same
 * through restarts, promotion and rejoining.
 *
 * <p>There is one user, {@code postgres}, a superuser without password. All methods are safe for
 * use by many threads and, but for {@link DataSource#getConnection}, ask no server.
 */
public final class PostgresNode {
  static final String USER = "postgres";

  private static final String DATABASE = "postgres";
  private static final int ASK_CONNECT_SECONDS = 10;
  private static final int ASK_ANSWER_SECONDS = 60;

  private final Installation installation;
  private final String name;
  private final int port;
  private final DataDirectory data;
  private final ServerLog log;

  private volatile Role role;
  private volatile @Nullable ServerProcess process;

  /** What the cluster takes a node for. */
  enum Role {
    PRIMARY,
    STANDBY,
    /** A primary of old: follows nobody, nobody follows it. */
    DETACHED
  }

  PostgresNode(Installation installation, String name, int port, DataDirectory data, Role role) {
    this.installation = installation;
    this.name = name;
    this.port = port;
    this.data = data;
    this.log = new ServerLog(installation.root().resolve(name + ".log"));
    this.role = role;
  }

  /** {@code pg-1}, {@code pg-2}, …; standbys report it as {@code application_name}. */
  public String name() {
    return name;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The user to connect as; there is no password. */
  public String user() {
    return USER;
  }

  /** URL of the database {@code postgres}, without user. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** URL of {@code database}, without user and without parameters. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /**
   * Connections to the database {@code postgres}: a new one each time, no pool, no time limits (on
   * a frozen node {@code getConnection} waits for ever).
   */
  public DataSource dataSource() {
    return dataSource(DATABASE);
  }

  /** Like {@link #dataSource()}, to {@code database}. */
  public DataSource dataSource(String database) {
    return plainDataSource(database);
  }

  /** True while the server's process is there and not frozen. */
  public boolean isRunning() {
    ServerProcess current = process;
    return current != null && current.isAlive() && !current.isFrozen();
  }

  /** True if this is the cluster's primary, running or not; asks nobody. */
  public boolean isPrimary() {
    return role == Role.PRIMARY;
  }

  @Override
  public String toString() {
    String state = isRunning() ? "running" : isFrozen() ? "frozen" : "down";
    return name + " (" + role + ", " + state + ", port " + port + ")";
  }

  boolean isFrozen() {
    ServerProcess current = process;
    return current != null && current.isFrozen();
  }

  Role role() {
    return role;
  }

  void role(Role role) {
    this.role = role;
  }

  DataDirectory data() {
    return data;
  }

  /** How a standby finds this node. */
  String connectionInfo() {
    return "host=127.0.0.1 port=" + port + " user=" + USER;
  }

  /**
   * Makes this node, running or not, a standby of {@code upstream}, or a primary if that is null.
   */
  void follow(@Nullable PostgresNode upstream) {
    data.configure(name, port, upstream);
    signal(Signal.HUP);
  }

  /** Sends {@code signal}; nothing if the server is down. */
  void signal(Signal signal) {
    ServerProcess current = process;
    if (current != null) {
      current.send(signal);
    }
  }

  void launch() {
    process = ServerProcess.launch(installation, data.path(), log);
  }

  void awaitReady() {
    process().awaitReady();
  }

  /** The run that is on, or the last one. */
  ServerProcess process() {
    ServerProcess current = process;
    if (current == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return current;
  }

  /** Ends the server with {@code signal}, by force after {@code limit}; nothing if it is down. */
  void stop(Signal signal, Duration limit) {
    ServerProcess current = process;
    if (current != null && current.isAlive()) {
      current.stop(signal, limit);
    }
  }

  /** First column of the first row, or null; on a connection of its own, with time limits. */
  @Nullable String ask(String sql) {
    try (Connection connection = connect()) {
      return ask(connection, sql);
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  static @Nullable String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /** A connection that does not wait for ever, for the cluster's own questions. */
  Connection connect() throws SQLException {
    PGSimpleDataSource source = plainDataSource(DATABASE);
    source.setLoginTimeout(ASK_CONNECT_SECONDS);
    source.setSocketTimeout(ASK_ANSWER_SECONDS);
    source.setApplicationName("lb4j-cluster");
    return source.getConnection();
  }

  PostgresClusterException failed(String what, Exception cause) {
    return new PostgresClusterException(this + ": " + what + ": " + cause + log.tail(), cause);
  }

  private PGSimpleDataSource plainDataSource(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(jdbcUrl(database));
    source.setUser(USER);
    return source;
  }
}
