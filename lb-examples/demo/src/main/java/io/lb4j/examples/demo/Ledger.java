package io.lb4j.examples.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The inserts the database has acknowledged, to be looked up in the end. */
final class Ledger {
  private final AtomicLong ids = new AtomicLong();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

  /** An id no other insert has. */
  long nextId() {
    return ids.incrementAndGet();
  }

  void acknowledged(long id) {
    acknowledged.add(id);
  }

  /** How many acknowledged inserts are not in the table; should be 0. */
  long missing(DataSource primary) throws SQLException {
    Set<Long> missing = new HashSet<>(acknowledged);
    try (Connection connection = primary.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from orders")) {
      while (rows.next()) {
        missing.remove(rows.getLong(1));
      }
    }
    return missing.size();
  }
}
