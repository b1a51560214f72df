package io.lb4j.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool over a driver that talks to nobody, writes down its calls, and fails when told to. */
final class StubPool implements DataSource {
  final String name;
  final List<String> journal;
  final boolean recording;
  final AtomicInteger active = new AtomicInteger();
  final AtomicInteger opened = new AtomicInteger();
  volatile boolean givesNull;
  final LongAdder executions = new LongAdder();

  /** Attributes that differed from the pool's when a connection came back. */
  final List<String> dirt = Collections.synchronizedList(new ArrayList<>());

  /** What a fresh connection is like, by the name of the attribute. */
  final Map<String, @Nullable Object> defaults = new HashMap<>();

  /** What to throw, by the name of the method or by the SQL. */
  final Map<String, Exception> failures = new ConcurrentHashMap<>();

  StubPool(String name, List<String> journal, boolean recording) {
    this.name = name;
    this.journal = journal;
    this.recording = recording;
    defaults.put("Catalog", "db");
    defaults.put("Schema", "public");
    defaults.put("Holdability", 1);
    defaults.put("TypeMap", Map.of());
    defaults.put("NetworkTimeout", 0);
    defaults.put("ClientInfo", new Properties());
    defaults.put("TransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
    defaults.put("ReadOnly", false);
    defaults.put("AutoCommit", true);
  }

  /** One that only counts. */
  static StubPool silent(String name) {
    return new StubPool(name, List.of(), false);
  }

  void write(String call) {
    if (recording) {
      journal.add(name + "." + call);
    }
  }

  void refuse(Exception thrown) {
    failures.put("getConnection", thrown);
  }

  void recover() {
    failures.clear();
  }

  static void failing(@Nullable Exception failure) throws SQLException {
    if (failure instanceof SQLException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  @SuppressWarnings("NullAway") // some pools do
  private static Connection nothing() {
    return null;
  }

  @Override
  public Connection getConnection() throws SQLException {
    write("getConnection");
    failing(failures.get("getConnection"));
    if (givesNull) {
      return nothing();
    }
    opened.incrementAndGet();
    active.incrementAndGet();
    return StubConnection.of(this);
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setLoginTimeout(int seconds) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
