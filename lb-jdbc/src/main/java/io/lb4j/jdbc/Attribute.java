package io.lb4j.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a connection, in the order in which it must be set: what names things first,
 * what refuses to change inside a transaction after it, autocommit last.
 */
@SuppressWarnings("ImmutableEnumChecker") // the functions below keep nothing
enum Attribute {
  CATALOG(Connection::getCatalog, (c, value) -> c.setCatalog((String) value)),
  SCHEMA(Connection::getSchema, (c, value) -> c.setSchema((String) value)),
  HOLDABILITY(Connection::getHoldability, (c, value) -> c.setHoldability((Integer) value)),
  TYPE_MAP(Connection::getTypeMap, (c, value) -> c.setTypeMap(typeMap(value))),
  NETWORK_TIMEOUT(
      c -> new NetworkTimeout(Runnable::run, c.getNetworkTimeout()),
      (c, value) -> {
        NetworkTimeout timeout = (NetworkTimeout) value;
        c.setNetworkTimeout(timeout.executor(), timeout.millis());
      }),
  CLIENT_INFO(c -> ClientInfo.all(c.getClientInfo()), (c, value) -> ((ClientInfo) value).write(c)),
  ISOLATION(
      Connection::getTransactionIsolation,
      (c, value) -> c.setTransactionIsolation((Integer) value)),
  READ_ONLY(Connection::isReadOnly, (c, value) -> c.setReadOnly((Boolean) value)),
  AUTO_COMMIT(Connection::getAutoCommit, (c, value) -> c.setAutoCommit((Boolean) value));

  private final Reader reader;
  private final Writer writer;

  Attribute(Reader reader, Writer writer) {
    this.reader = reader;
    this.writer = writer;
  }

  @Nullable Object read(Connection connection) throws SQLException {
    return reader.read(connection);
  }

  @SuppressWarnings("NullAway") // drivers take null where they give it
  void write(Connection connection, @Nullable Object value) throws SQLException {
    writer.write(connection, value);
  }

  /** True if a connection on which the attribute is {@code own} needs no change. */
  boolean isMet(@Nullable Object wanted, @Nullable Object own) {
    if (wanted instanceof ClientInfo info && own instanceof ClientInfo current) {
      return info.isMetBy(current);
    }
    if (wanted instanceof NetworkTimeout a && own instanceof NetworkTimeout b) {
      return a.millis() == b.millis();
    }
    return Objects.equals(wanted, own);
  }

  /**
   * True if drivers ask or tell the database, which begins a transaction unless autocommit is on.
   */
  boolean mayBeginTransaction() {
    return this == CATALOG || this == SCHEMA || this == CLIENT_INFO;
  }

  @SuppressWarnings("unchecked") // put in by setTypeMap
  private static Map<String, Class<?>> typeMap(Object value) {
    return (Map<String, Class<?>>) value;
  }

  private interface Reader {
    @Nullable Object read(Connection connection) throws SQLException;
  }

  private interface Writer {
    void write(Connection connection, Object value) throws SQLException;
  }
}
