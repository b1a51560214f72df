package io.lb4j.jdbc;

import io.lb4j.balancer.Balancers;
import io.lb4j.event.EndpointSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A primary and two replicas that do not exist, with one journal of all calls. */
final class Stub {
  final List<String> journal = Collections.synchronizedList(new ArrayList<>());
  final StubPool primary = new StubPool("primary", journal, true);
  final StubPool one = new StubPool("one", journal, true);
  final StubPool two = new StubPool("two", journal, true);

  ReadWriteDataSource.Builder builder() {
    return ReadWriteDataSource.builder()
        .name("orders")
        .primary(primary)
        .replica("one", one)
        .replica("two", two)
        .balancer(Balancers.roundRobin());
  }

  /** Only one replica, so that it is known which is chosen. */
  ReadWriteDataSource.Builder withOneReplica() {
    return ReadWriteDataSource.builder().name("orders").primary(primary).replica("one", one);
  }

  int active() {
    return primary.active.get() + one.active.get() + two.active.get();
  }

  List<String> dirt() {
    List<String> all = new ArrayList<>(primary.dirt);
    all.addAll(one.dirt);
    all.addAll(two.dirt);
    return all;
  }

  /** The name of the pool that answers. */
  static String ask(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select")) {
      rows.next();
      return rows.getString(1);
    }
  }

  static String askReadOnly(ReadWriteDataSource db) throws SQLException {
    try (Connection connection = db.getConnection()) {
      connection.setReadOnly(true);
      return ask(connection);
    }
  }

  static EndpointSnapshot replica(ReadWriteDataSource db, String name) {
    return db.snapshot().endpoint(name).orElseThrow();
  }

  static SQLException down() {
    return new SQLException("connection refused", "08001");
  }
}
