package io.lb4j.examples.demo;

import com.zaxxer.hikari.HikariDataSource;
import io.lb4j.event.LoadBalancerListener;
import io.lb4j.event.LoadBalancerSnapshot;
import io.lb4j.examples.postgres.PostgresCluster;
import io.lb4j.examples.postgres.PostgresNode;
import io.lb4j.health.EjectionPolicy;
import io.lb4j.health.HealthTracker;
import io.lb4j.jdbc.ReadWriteDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The SQL half: a primary, two replicas, and a DataSource that splits reads from writes. */
final class SqlSide implements AutoCloseable {
  static final String PRIMARY = "primary";
  static final List<String> REPLICAS = List.of("replica-1", "replica-2");

  private static final int CUSTOMERS = 50;
  private static final Duration CATCH_UP = Duration.ofSeconds(20);
  private static final String TABLE =
      "create table orders (id bigint primary key, customer int not null, cents int not null)";
  private static final String INDEX = "create index on orders (customer)";

  private final PostgresCluster cluster;
  private final HikariDataSource primary;
  private final List<HikariDataSource> replicas = new ArrayList<>();
  private final ReadWriteDataSource db;
  private final Tally tally;
  private final Ledger ledger = new Ledger();

  /** Starts the servers and the pools; takes some seconds. */
  static SqlSide start(Duration ejection, Tally tally, LoadBalancerListener listener)
      throws SQLException {
    PostgresCluster cluster = PostgresCluster.start();
    try {
      return new SqlSide(cluster, ejection, tally, listener);
    } catch (SQLException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private SqlSide(
      PostgresCluster cluster, Duration ejection, Tally tally, LoadBalancerListener listener)
      throws SQLException {
    this.cluster = cluster;
    this.tally = tally;
    createTable();
    primary = Pools.primary(cluster.primary());
    for (int i = 0; i < REPLICAS.size(); i++) {
      replicas.add(Pools.replica(REPLICAS.get(i), cluster.standby(i)));
    }
    db =
        ReadWriteDataSource.builder()
            .primary(primary)
            .replica(REPLICAS.get(0), replicas.get(0))
            .replica(REPLICAS.get(1), replicas.get(1))
            .ejection(new EjectionPolicy(ejection, ejection, 0)) // there is the primary
            .health(HealthTracker.consecutiveFailures(1))
            .listener(tally.and(listener))
            .build();
  }

  private void createTable() throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      statement.execute(INDEX);
    }
    cluster.awaitCaughtUp(CATCH_UP);
  }

  /**
   * One read, as an application makes it. The connection is read-only, so it is one of a replica;
   * if that dies under the statement, the read is repeated once on a new connection. A read may be
   * repeated without thinking. The replica that died is not asked again: a single broken connection
   * ejects it (see the constructor), for its pool may hold more of them.
   */
  void read() throws SQLException {
    try {
      sumOfCustomer(anyCustomer());
    } catch (SQLException first) {
      tally.repeated();
      sumOfCustomer(anyCustomer());
    }
  }

  private long sumOfCustomer(int customer) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      try (PreparedStatement query =
          connection.prepareStatement("select sum(cents) from orders where customer = ?")) {
        query.setInt(1, customer);
        try (ResultSet rows = query.executeQuery()) {
          rows.next();
          return rows.getLong(1);
        }
      }
    }
  }

  /** One insert, as an application makes it: on the primary, and never repeated. */
  void write() throws SQLException {
    long id = ledger.nextId();
    long start = System.nanoTime();
    boolean acknowledged = false;
    try (Connection connection = db.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into orders values (?, ?, ?)")) {
      insert.setLong(1, id);
      insert.setInt(2, anyCustomer());
      insert.setInt(3, 100);
      insert.executeUpdate();
      ledger.acknowledged(id);
      acknowledged = true;
    } finally {
      tally.sent(PRIMARY, acknowledged, System.nanoTime() - start);
    }
  }

  private static int anyCustomer() {
    return ThreadLocalRandom.current().nextInt(CUSTOMERS);
  }

  /** Kills all processes of the replica with this number, from 1, by SIGKILL. */
  void killReplica(int number) {
    cluster.kill9(replica(number));
  }

  void restartReplica(int number) {
    cluster.restart(replica(number));
  }

  private PostgresNode replica(int number) {
    return cluster.standby(number - 1);
  }

  /** How many acknowledged inserts the primary does not have. */
  long missingWrites() throws SQLException {
    return ledger.missing(primary);
  }

  /** Where the servers listen, for people. */
  String addresses() {
    return "PostgreSQL on 127.0.0.1, ports "
        + cluster.nodes().stream().map(PostgresNode::port).toList();
  }

  List<Row> rows(Reading lately, Reading total) {
    LoadBalancerSnapshot snapshot = db.snapshot();
    Stream<Row> rows = REPLICAS.stream().map(name -> row(name, snapshot, lately, total));
    return Stream.concat(rows, Stream.of(primaryRow(lately, total))).toList();
  }

  private static Row row(
      String name, LoadBalancerSnapshot snapshot, Reading lately, Reading total) {
    Standing standing =
        snapshot.endpoint(name).map(Standing::of).orElseGet(() -> Standing.absent("gone"));
    return new Row(
        name,
        lately.share(name, REPLICAS),
        total.endpoint(name).total(),
        snapshot.endpoint(name).map(endpoint -> endpoint.inFlight()).orElse(0),
        lately.endpoint(name),
        standing.light(),
        standing.words());
  }

  private Row primaryRow(Reading lately, Reading total) {
    Attempts writes = lately.endpoint(PRIMARY);
    return new Row(
        PRIMARY,
        writes.total() > 0 ? 1 : 0,
        total.endpoint(PRIMARY).total(),
        primary.getHikariPoolMXBean().getActiveConnections(),
        writes,
        Row.Light.GOOD,
        Math.round(lately.perSecond(writes.total())) + " writes/s");
  }

  /** Stops the servers and the pools. */
  @Override
  public void close() {
    db.close();
    replicas.forEach(HikariDataSource::close);
    primary.close();
    cluster.close();
  }
}
